import { dirname } from 'node:path';
import type { FileSystem } from '../../src/state/file-system.ts';

/**
 * A disk in memory that remembers what has been synced. After any call it gives the contents that a real
 * disk may hold if the power fails there: unsynced writes missing, torn, zero or out of order, unsynced
 * names lost.
 */
export interface SimulatedDisk {
  readonly files: FileSystem;
  /** What may be left by a power failure at this moment, each with a name that says how. */
  crashes(): Generator<{ readonly how: string; readonly image: DiskImage }>;
  image(): DiskImage;
}

export type DiskImage = ReadonlyMap<string, Buffer>;

/** Calls that a mutant leaves out. */
export type Sync = 'sync' | 'syncData' | 'syncFolder';

interface Inode {
  readonly id: number;
  data: Buffer;
  synced: Buffer;
  pending: Pending[];
  changed: number;
}

type Pending = { readonly write: Buffer; readonly at: number } | { readonly truncate: number };

type NameChange = (names: Map<string, Inode>) => void;

export interface DiskOptions {
  readonly image?: DiskImage;
  readonly leftOut?: readonly Sync[];
  /** Called after each call that changes the disk or makes a change durable. */
  readonly onCall?: (name: string) => void;
  /** Called before every call; may throw, as the system does. Gives how much of a write is done. */
  readonly before?: (name: string) => number | undefined;
}

const TEAR_PERCENT = [10, 50, 99];

export function simulatedDisk({ image, leftOut = [], onCall, before }: DiskOptions = {}): SimulatedDisk {
  let nextInode = 1;
  let nextFd = 3;
  let time = 1;
  const open = new Map<number, Inode>();
  const names = new Map<string, Inode>();
  const newInode = (data: Buffer): Inode => ({
    id: nextInode++,
    data,
    synced: data,
    pending: [],
    changed: time++,
  });
  for (const [path, data] of image ?? []) names.set(path, newInode(data));
  let syncedNames = new Map(names);
  let pendingNames: NameChange[] = [];

  const rename = (change: NameChange): void => {
    change(names);
    pendingNames.push(change);
  };
  const change = (inode: Inode, pending: Pending): void => {
    inode.data = applied(inode.data, pending);
    inode.pending.push(pending);
    inode.changed = time++;
  };
  const sync = (inode: Inode): void => {
    inode.synced = inode.data;
    inode.pending = [];
  };
  const call = <T>(name: string, action: (limit: number | undefined) => T, tells = true): T => {
    const result = action(before?.(name));
    if (tells) onCall?.(name);
    return result;
  };
  const inodeOf = (fd: number): Inode => open.get(fd) ?? raise('EBADF');
  const statOf = (inode: Inode) => ({
    identity: String(inode.id),
    sizeBytes: inode.data.length,
    modifiedMs: inode.changed,
    isFile: true,
    isFolder: false,
    permissions: 0o600,
  });

  const files: FileSystem = {
    open: (path, mode) =>
      call('open', () => {
        let inode = names.get(path);
        if (inode !== undefined && mode === 'create') raise('EEXIST');
        if (inode === undefined) {
          if (mode === 'read' || mode === 'change') raise('ENOENT');
          const made = newInode(Buffer.alloc(0));
          inode = made;
          rename((map) => map.set(path, made));
        }
        open.set(nextFd, inode);
        return nextFd++;
      }),
    close: (fd) =>
      call(
        'close',
        () => {
          if (!open.delete(fd)) raise('EBADF');
        },
        false,
      ),
    read: (fd, into, position) =>
      call('read', () => inodeOf(fd).data.copy(into, 0, position, position + into.length), false),
    write: (fd, bytes, position) =>
      call('write', (limit) => {
        const part = Buffer.from(bytes.subarray(0, limit));
        change(inodeOf(fd), { write: part, at: position });
        return part.length;
      }),
    truncate: (fd, lengthBytes) => call('truncate', () => change(inodeOf(fd), { truncate: lengthBytes })),
    syncData: (fd) => call('syncData', () => leftOut.includes('syncData') || sync(inodeOf(fd))),
    sync: (fd) => call('sync', () => leftOut.includes('sync') || sync(inodeOf(fd))),
    syncFolder: () =>
      call('syncFolder', () => {
        if (leftOut.includes('syncFolder')) return;
        syncedNames = new Map(names);
        pendingNames = [];
      }),
    rename: (from, to) =>
      call('rename', () => {
        const inode = names.get(from) ?? raise('ENOENT');
        rename((map) => {
          map.delete(from);
          map.set(to, inode);
        });
      }),
    link: (from, to) =>
      call('link', () => {
        const inode = names.get(from) ?? raise('ENOENT');
        if (names.has(to)) raise('EEXIST');
        rename((map) => map.set(to, inode));
      }),
    unlink: (path) =>
      call('unlink', () => {
        if (!names.has(path)) raise('ENOENT');
        rename((map) => map.delete(path));
      }),
    stat: (path) =>
      call(
        'stat',
        () => {
          const inode = names.get(path);
          return inode && statOf(inode);
        },
        false,
      ),
    statOpen: (fd) => call('statOpen', () => statOf(inodeOf(fd)), false),
    makeFolder: () => call('makeFolder', () => undefined, false),
    list: (folder) =>
      call(
        'list',
        () =>
          [...names.keys()]
            .filter((path) => dirname(path) === folder)
            .map((path) => path.slice(folder.length + 1)),
        false,
      ),
  };

  function* crashes(): Generator<{ how: string; image: DiskImage }> {
    const nameSets = nameVariants(syncedNames, pendingNames);
    for (const [howNames, survivors] of nameSets) {
      const changed = new Set([...survivors.values()].filter(({ pending }) => pending.length > 0));
      for (const [how, contents] of contentVariants(changed)) {
        const left = new Map([...survivors].map(([path, inode]) => [path, contents(inode)]));
        yield { how: `${howNames}, ${how}`, image: left };
      }
    }
  }
  return { files, crashes, image: () => new Map([...names].map(([path, { data }]) => [path, data])) };
}

/** All subsets of the names changed since the last sync, or all prefixes when they are many. */
function nameVariants(synced: Map<string, Inode>, pending: NameChange[]): [string, Map<string, Inode>][] {
  const variants: [string, Map<string, Inode>][] = [];
  const add = (kept: NameChange[]): void => {
    const survivors = new Map(synced);
    for (const change of kept) change(survivors);
    variants.push([`${kept.length} of ${pending.length} names`, survivors]);
  };
  if (pending.length <= 4) {
    for (let bits = 0; bits < 1 << pending.length; bits++) add(pending.filter((_, at) => (bits >> at) & 1));
  } else for (let count = 0; count <= pending.length; count++) add(pending.slice(0, count));
  return variants;
}

/** What may have become of the unsynced bytes of the files that changed. */
function* contentVariants(changed: ReadonlySet<Inode>): Generator<[string, (inode: Inode) => Buffer]> {
  yield ['unsynced bytes lost', ({ synced }) => synced];
  if (changed.size === 0) return;
  yield ['unsynced bytes kept', ({ data }) => data];
  for (const percent of TEAR_PERCENT) {
    yield [`last write torn at ${percent} %`, (inode) => replay(inode, (bytes) => tear(bytes, percent))];
  }
  const most = Math.max(...[...changed].map(({ pending }) => pending.length));
  for (let lost = 0; lost < Math.min(most, 6); lost++) {
    yield [`write ${lost} zero`, (inode) => replay(inode, (bytes) => Buffer.alloc(bytes.length), lost)];
  }
  if (changed.size < 2) return;
  for (const only of changed) {
    yield [`unsynced bytes of one file kept`, (inode) => (inode === only ? inode.data : inode.synced)];
  }
}

/** The file with one of its unsynced writes, by default the last, replaced by what became of it. */
function replay(inode: Inode, became: (bytes: Buffer) => Buffer, chosen?: number): Buffer {
  const which = chosen ?? inode.pending.findLastIndex((pending) => 'write' in pending);
  return inode.pending.reduce<Buffer>((data, pending, at) => {
    if (at !== which || !('write' in pending)) return applied(data, pending);
    return applied(data, { write: became(pending.write), at: pending.at });
  }, inode.synced);
}

function tear(bytes: Buffer, percent: number): Buffer {
  return bytes.subarray(0, Math.floor((bytes.length * percent) / 100));
}

function applied(data: Buffer, pending: Pending): Buffer {
  if ('truncate' in pending) {
    return Buffer.concat([data.subarray(0, pending.truncate)], pending.truncate);
  }
  const end = pending.at + pending.write.length;
  const result = Buffer.alloc(Math.max(data.length, end));
  data.copy(result);
  pending.write.copy(result, pending.at);
  return result;
}

function raise(code: string): never {
  throw Object.assign(new Error(`${code}: simulated`), { code });
}
