import type { DiskWrite } from '../datacenter/disks/disk-data.ts';

const CHUNK_BYTES = 1024 * 1024;
/** Data lies in stretches with holes between them, as a file system leaves it. */
const STRIDE_BYTES = 16 * CHUNK_BYTES;

/**
 * What a lab VM's disk holds: a boot record, then stretches of readable lines that name the VM, so that
 * anybody can see with `grep` what encryption hides.
 */
export function* guestData(vmName: string, lengthBytes: number): Iterable<DiskWrite> {
  yield { offset: 0, data: bootRecord() };
  for (let done = 0; done < lengthBytes; done += CHUNK_BYTES) {
    const offset = CHUNK_BYTES + (done / CHUNK_BYTES) * STRIDE_BYTES;
    yield { offset, data: logLines(vmName, done, Math.min(CHUNK_BYTES, lengthBytes - done)) };
  }
}

/** A master boot record with one Linux partition that begins at 1 MiB. */
function bootRecord(): Uint8Array {
  const sector = Buffer.alloc(512);
  sector.write('vSeal lab disk', 0, 'latin1');
  const entry = 446;
  sector.writeUInt8(0x80, entry);
  sector.writeUInt8(0x83, entry + 4);
  sector.writeUInt32LE(2048, entry + 8);
  sector.writeUInt32LE(4 * 1024 * 2048 - 2048, entry + 12);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

function logLines(vmName: string, start: number, lengthBytes: number): Uint8Array {
  const chunk = Buffer.alloc(lengthBytes);
  let at = 0;
  for (let line = start; at < lengthBytes; line++) {
    const text = `${vmName} customer record ${String(line).padStart(9, '0')}: confidential, not for other eyes\n`;
    at += chunk.write(text, at, 'latin1');
  }
  return chunk;
}
