import { lstatSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readChain } from '../../storage/disk-chain.ts';
import { attempt } from '../../storage/storage-fault.ts';
import type { Datacenter } from '../datacenter.ts';
import { fileOf, folderOf, siblingOf } from '../places.ts';
import type { VmRow } from '../rows.ts';

/** What lies on the datastores for a VM, read from there when it is asked for. */

export interface VmFile {
  /** Datastore path. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly allocatedBytes: number;
}

/** The files of the VM's own folder, by name; none when the datastore cannot be read. */
export function filesOfVm(datacenter: Datacenter, vm: VmRow): VmFile[] {
  const folder = fileOf(datacenter, folderOf(vm.vmxPath));
  if (!folder.ok) return [];
  const files = attempt(folder.value, 'list', () =>
    readdirSync(folder.value, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => {
        const facts = lstatSync(join(folder.value, name), { throwIfNoEntry: false });
        return {
          name: siblingOf(vm.vmxPath, name),
          sizeBytes: facts?.size ?? 0,
          allocatedBytes: (facts?.blocks ?? 0) * 512,
        };
      }),
  );
  return files.ok ? files.value.sort((a, b) => (a.name < b.name ? -1 : 1)) : [];
}

export interface DiskLink {
  /** Datastore path of the descriptor. */
  readonly fileName: string;
  /** As vSphere writes it: `6000C29a-…`; null where the descriptor has none. */
  readonly uuid: string | null;
  readonly contentId: string;
}

/** A disk's descriptor and those of its parents, the newest first; none when they cannot be read. */
export function linksOfDisk(datacenter: Datacenter, fileName: string): DiskLink[] {
  const file = fileOf(datacenter, fileName);
  const chain = file.ok ? readChain(file.value) : file;
  if (!chain.ok) return [];
  return chain.value.map(({ path, descriptor }) => ({
    fileName: siblingOf(fileName, basename(path)),
    uuid: uuidOf(descriptor.ddb.get('uuid')),
    contentId: descriptor.cid.toString(16).padStart(8, '0'),
  }));
}

/** A descriptor writes the bytes of its uuid apart: `60 00 c2 9a …`. */
function uuidOf(bytes: string | undefined): string | null {
  const hex = bytes?.replaceAll(/[^0-9a-f]/gi, '') ?? '';
  const parts = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(hex);
  return parts === null ? null : parts.slice(1).join('-');
}
