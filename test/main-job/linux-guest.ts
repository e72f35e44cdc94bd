import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A small Linux on one disk: syslinux, Debian's kernel for virtual machines, BusyBox; made without being root. */

const KERNEL = 'linux-image-cloud-amd64';
/** In the order in which they need each other. */
const MODULES = [
  ...['drivers/virtio/virtio_ring', 'drivers/virtio/virtio', 'drivers/virtio/virtio_pci_modern_dev'],
  ...['drivers/virtio/virtio_pci_legacy_dev', 'drivers/virtio/virtio_pci', 'drivers/block/virtio_blk'],
  ...['fs/fat/fat', 'fs/fat/vfat', 'fs/nls/nls_cp437', 'fs/nls/nls_ascii'],
];

/** Prints the letter, notes its start, and writes a megabyte of noise with its sum beside it. */
const INIT = `#!/busybox sh
b=/busybox
$b mount -t devtmpfs dev /dev
for m in /modules/*; do $b insmod $m; done
$b mount -t vfat -o iocharset=ascii /dev/vda /disk
echo "$($b uname -s): $($b cat /disk/letter.txt)"
echo started >> /disk/starts.txt
$b dd if=/dev/urandom of=/disk/noise bs=64k count=16 2>/dev/null
cd /disk && $b sha256sum noise > noise.sum && cd /
$b umount /disk && echo "the disk is written"
$b poweroff -f
`;

const SYSLINUX = `SERIAL 0 115200
DEFAULT linux
LABEL linux
KERNEL vmlinuz
INITRD initrd.gz
APPEND console=ttyS0 quiet panic=-1
`;

/** Debian's packages, unpacked and not installed; `tool` runs one of their programs on an image. */
export interface LinuxParts {
  readonly folder: string;
  tool(name: string, ...args: string[]): string;
}

export function fetchLinuxParts(folder: string): LinuxParts {
  const [, kernel = ''] = /Depends: (linux-image-\S+)/.exec(run('apt-cache', 'depends', KERNEL)) ?? [];
  mkdirSync(folder);
  execFileSync('apt-get', ['download', kernel, 'busybox-static', 'syslinux', 'syslinux-common', 'mtools'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const root = join(folder, 'root');
  for (const file of readdirSync(folder)) run('dpkg-deb', '-x', join(folder, file), root);
  const environment = {
    ...process.env,
    MTOOLS_SKIP_CHECK: '1',
    PATH: `${join(root, 'usr/bin')}:${process.env['PATH']}`,
  };
  return {
    folder: root,
    tool: (name, ...args) =>
      execFileSync(join(root, 'usr/bin', name), args, { encoding: 'utf8', env: environment }),
  };
}

/** Makes the disk: a FAT file system that the BIOS boots. */
export function makeLinuxDisk(parts: LinuxParts, image: string, sizeBytes: number, letter: string): void {
  const scratch = `${image}.parts`;
  mkdirSync(scratch);
  const put = (name: string, content: string | Buffer): string => {
    writeFileSync(join(scratch, name), content);
    return join(scratch, name);
  };
  const [kernel = ''] = readdirSync(join(parts.folder, 'boot')).filter((name) => name.startsWith('vmlinuz'));
  const files = [
    put('vmlinuz', readFileSync(join(parts.folder, 'boot', kernel))),
    put('initrd.gz', gzipSync(initramfs(parts.folder), { level: 1 })),
    put('syslinux.cfg', SYSLINUX),
    put('letter.txt', letter),
  ];
  writeFileSync(image, '');
  truncateSync(image, sizeBytes);
  parts.tool('mformat', '-i', image, '-F', '-T', String(sizeBytes / 512), '::');
  parts.tool('mcopy', '-i', image, ...files, '::');
  parts.tool('syslinux', '--install', image);
}

/** A cpio archive in the "newc" form, as the kernel unpacks it into its first file system. */
function initramfs(root: string): Buffer {
  const [kernelModules = ''] = readdirSync(join(root, 'lib/modules'));
  const parts: Buffer[] = [];
  const add = (name: string, mode: number, content: Buffer = Buffer.alloc(0)): void => {
    const numbers = [parts.length + 1, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length + 1, 0];
    const header = `070701${numbers.map((number) => number.toString(16).padStart(8, '0')).join('')}`;
    parts.push(padded(Buffer.from(`${header}${name}\0`)), padded(content));
  };
  for (const folder of ['dev', 'disk', 'modules']) add(folder, 0o40755);
  add('busybox', 0o100755, readFileSync(join(root, 'bin/busybox')));
  add('init', 0o100755, Buffer.from(INIT));
  for (const [index, name] of MODULES.entries()) {
    const file = readFileSync(join(root, 'lib/modules', kernelModules, 'kernel', `${name}.ko`));
    add(`modules/${index}-${basename(name)}`, 0o100644, file);
  }
  add('TRAILER!!!', 0);
  return Buffer.concat(parts);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8' });
}
