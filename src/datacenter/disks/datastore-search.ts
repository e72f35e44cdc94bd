import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { readDescriptor } from '../../storage/descriptor-file.ts';
import { attempt } from '../../storage/storage-fault.ts';
import { capacityBytesOf } from '../../storage/vmdk-descriptor.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { datastoreNameOf } from '../indexes.ts';
import { datastoreByName, fileOf, fromStorage } from '../places.ts';

/** The files of a datastore as its browser finds them, folder by folder. */
export interface FoundFolder {
  /** `[datastore1] app-01`. */
  readonly path: string;
  readonly files: readonly FoundFile[];
}

export interface FoundFile {
  readonly name: string;
  readonly isFolder: boolean;
  /** What it takes up: a thin disk less than it can hold. */
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Of a virtual disk, where its descriptor can be read. */
  readonly disk: () => FoundDisk | undefined;
}

export interface FoundDisk {
  readonly capacityBytes: number;
  readonly extents: readonly string[];
}

/** Folders within folders, and files in all of them; a datastore that has more is not searched to its end. */
const LIMIT_DEPTH = 32;
const LIMIT_FILES = 100_000;
const BLOCK_BYTES = 512;

/** `path` is a folder or a whole datastore: `[datastore1] app-01`, `[datastore1]`. */
export function searchDatastore(
  datacenter: Datacenter,
  caller: Caller,
  path: string,
  isDeep: boolean,
): Result<FoundFolder[], Fault> {
  const store = datastoreByName(datacenter, datastoreNameOf(path));
  if (!store.ok) return store;
  const allowed = demandPrivilege(datacenter, caller, 'Datastore.Browse', store.value);
  if (!allowed.ok) return allowed;
  const folder = fileOf(datacenter, path);
  if (!folder.ok) return folder;
  const found: FoundFolder[] = [];
  let count = 0;
  const visit = (at: string, shown: string, depth: number): Result<void, Fault> => {
    const listed = attempt(at, 'list', () => readdirSync(at, { withFileTypes: true }));
    if (!listed.ok) return fail(fromStorage(listed.fault, store.value.name));
    // What lies behind a link is no part of the datastore.
    const entries = listed.value.filter((entry) => entry.isFile() || entry.isDirectory());
    const files = entries.flatMap((entry) => fileAt(at, entry));
    count += files.length;
    found.push({ path: shown, files });
    if (!isDeep || depth === LIMIT_DEPTH || count >= LIMIT_FILES) return ok(undefined);
    for (const { name } of files.filter(({ isFolder }) => isFolder)) {
      const inner = visit(
        join(at, name),
        shown.endsWith(']') ? `${shown} ${name}` : `${shown}/${name}`,
        depth + 1,
      );
      if (!inner.ok) return inner;
    }
    return ok(undefined);
  };
  const visited = visit(folder.value, path.trim().replace(/\/+$/, ''), 0);
  return visited.ok ? ok(found) : visited;
}

/** None where it has gone meanwhile. */
function fileAt(folder: string, entry: Dirent): FoundFile[] {
  const { name } = entry;
  const file = join(folder, name);
  const stat = attempt(file, 'stat', () => lstatSync(file));
  if (!stat.ok) return [];
  const { blocks, mtimeMs } = stat.value;
  const disk = (): FoundDisk | undefined => {
    const descriptor = readDescriptor(file);
    if (!descriptor.ok) return undefined;
    const extents = descriptor.value.extents.map(({ fileName }) => fileName);
    return { capacityBytes: capacityBytesOf(descriptor.value), extents };
  };
  return [
    {
      name,
      isFolder: entry.isDirectory(),
      sizeBytes: Math.min(stat.value.size, blocks * BLOCK_BYTES),
      modifiedMs: mtimeMs,
      disk,
    },
  ];
}
