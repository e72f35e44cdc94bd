/**
 * A guest that fits into its disk's first sector: it reads sector 1 through the BIOS, prints the text there to the
 * serial port, counts up the 16-bit number at its byte 0x1f0, writes the sector, reads it back and compares. It leaves
 * through QEMU's isa-debug-exit device at port 0xf4: exit code 33 when all went well, 35 when the disk failed.
 * Real mode, loaded at 0x7c00 with the boot drive in DL; assembled with GNU as.
 */
export function bootSector(): Buffer {
  const code = Buffer.from(
    [
      'fa 31c0 8ed8 8ec0 8ed0 bc007c fb fc', // cli; ds = es = ss = 0; sp = 0x7c00; sti; cld
      'be757c b442 cd13 7237', // si = packet; extended read; on carry: failed
      'be0080 e83e00', // print what was read to 0x8000
      'ff06f081', // inc word [0x81f0]
      'be757c b80043 cd13 7223', // extended write of the same sector
      'c706797c0082 b442 cd13 7217', // packet.buffer = 0x8200; extended read
      'be0080 bf0082 b90001 f3a7 750a', // repe cmpsw, 256 words; on a difference: failed
      'be857c e81100 b010 eb08', // print "written and read back"; al = 0x10
      'be9c7c e80700 b011', // failed: print "the disk failed"; al = 0x11
      'e6f4 f4 ebfd', // out 0xf4, al; then halt for ever
      '52 ac 08c0 7412 88c3', // print: push dx; next: lodsb; until NUL; bl = al
      'bafd03 ec a820 74f8', // wait until COM1 takes a byte
      'baf803 88d8 ee ebe9 5a c3', // out COM1, bl; next; pop dx; ret
      '1000 0100 0080 0000 0100000000000000', // packet: 1 sector, buffer 0000:8000, sector 1
    ]
      .join('')
      .replaceAll(' ', ''),
    'hex',
  );
  const texts = Buffer.from('written and read back\n\0the disk failed\n\0');
  const sector = Buffer.alloc(512);
  Buffer.concat([code, texts]).copy(sector);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

/** Where the guest counts its starts, in bytes from the disk's begin. */
export const BOOT_COUNT_OFFSET = 512 + 0x1f0;
