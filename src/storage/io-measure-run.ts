import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../base/result.ts';
import { KiB, MiB } from '../base/units.ts';
import { randomBytes } from '../crypto/random.ts';
import { addDone, type ConversionControl, isCancelled } from './conversion-control.ts';
import { type Disk, openDisk } from './disk.ts';
import { createDisk } from './disk-file.ts';
import { type KeyEncryptionKey, keyRing } from './disk-key.ts';
import { attempt, orThrow, StorageError, type StorageFault } from './storage-fault.ts';

/** What the data thread is told; survives structured cloning. */
export interface IoMeasureJob {
  /** A datastore's folder: the disks are made in a folder of their own there, and removed again. */
  readonly folder: string;
  /** Of each of the two disks. */
  readonly sizeBytes: number;
  /** Of each load on each disk. */
  readonly milliseconds: number;
  /** Of the encrypted disk; it lives no longer than that. */
  readonly kek: KeyEncryptionKey;
  readonly control: ConversionControl;
}

export interface IoFigures {
  readonly operationsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of an operation, user and system. */
  readonly cpuMicroseconds: number;
}

export interface IoMeasured {
  readonly load: string;
  readonly plain: IoFigures;
  readonly encrypted: IoFigures;
}

interface Load {
  readonly name: string;
  readonly blockBytes: number;
  readonly isRandom: boolean;
  readonly isWrite: boolean;
}

export const IO_LOADS: readonly Load[] = [
  { name: '4 KiB random read', blockBytes: 4 * KiB, isRandom: true, isWrite: false },
  { name: '4 KiB random write', blockBytes: 4 * KiB, isRandom: true, isWrite: true },
  { name: '1 MiB sequential read', blockBytes: MiB, isRandom: false, isWrite: false },
  { name: '1 MiB sequential write', blockBytes: MiB, isRandom: false, isWrite: true },
];

/** The two disks take turns of this length, so that what else the machine does hits both alike. */
const SLICE_MS = 100;
/** Knuth's multiplicative hash: block after block at places that have nothing to do with each other. */
const SCATTER = 2_654_435_761;
const FOLDER_PREFIX = '.measure-';

/**
 * Runs the same requests, one at a time, against a plain and an encrypted disk of the datastore. Both are written
 * through first, so what is measured goes through the page cache as a guest's I/O does.
 */
export function runIoMeasure(job: IoMeasureJob): Result<readonly IoMeasured[], StorageFault> {
  const folder = join(job.folder, `${FOLDER_PREFIX}${process.pid}`);
  removeDeadFolders(job.folder);
  try {
    return attempt(folder, 'measure', () => measureIn(folder, job));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measureIn(folder: string, job: IoMeasureJob): readonly IoMeasured[] {
  mkdirSync(folder, { mode: 0o700 });
  const plain = makeDisk(join(folder, 'plain.vmdk'), job, undefined);
  const encrypted = makeDisk(join(folder, 'encrypted.vmdk'), job, job.kek);
  try {
    return IO_LOADS.map((load) => {
      const tallies = [newTally(), newTally()] as const;
      for (let spentMs = 0; spentMs < job.milliseconds; spentMs += SLICE_MS) {
        for (const [index, disk] of [plain, encrypted].entries()) {
          if (isCancelled(job.control)) throw new StorageError({ kind: 'Cancelled', path: folder });
          runSlice(disk, load, tallies[index === 0 ? 0 : 1]);
        }
        addDone(job.control, SLICE_MS);
      }
      const [plainTally, encryptedTally] = tallies;
      return { load: load.name, plain: figures(plainTally, load), encrypted: figures(encryptedTally, load) };
    });
  } finally {
    plain.close();
    encrypted.close();
  }
}

function makeDisk(
  path: string,
  { sizeBytes, control }: IoMeasureJob,
  kek: KeyEncryptionKey | undefined,
): Disk {
  orThrow(createDisk({ path, capacityBytes: sizeBytes, isThin: true, ...(kek && { kek }) }));
  const disk = orThrow(openDisk(path, { access: 'write', ...(kek && { keys: keyRing([kek]) }) }));
  const block = randomBytes(MiB);
  for (let at = 0; at < sizeBytes; at += block.length) {
    if (isCancelled(control)) throw new StorageError({ kind: 'Cancelled', path });
    orThrow(disk.write(Uint8Array.from(block).subarray(0, sizeBytes - at), at));
  }
  orThrow(disk.flush());
  return disk;
}

interface Tally {
  readonly latenciesMs: number[];
  elapsedMs: number;
  cpuMicroseconds: number;
  next: number;
}

function newTally(): Tally {
  return { latenciesMs: [], elapsedMs: 0, cpuMicroseconds: 0, next: 0 };
}

function runSlice(disk: Disk, { blockBytes, isRandom, isWrite }: Load, tally: Tally): void {
  const blocks = Math.floor(disk.capacityBytes / blockBytes);
  const buffer = new Uint8Array(blockBytes).fill(0x5a);
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  let nowMs = startedMs;
  while (nowMs - startedMs < SLICE_MS) {
    const turn = tally.next++;
    const block = (isRandom ? turn * SCATTER : turn) % blocks;
    orThrow(isWrite ? disk.write(buffer, block * blockBytes) : disk.read(buffer, block * blockBytes));
    const doneMs = performance.now();
    tally.latenciesMs.push(doneMs - nowMs);
    nowMs = doneMs;
  }
  tally.elapsedMs += nowMs - startedMs;
  const { user, system } = process.cpuUsage(cpu);
  tally.cpuMicroseconds += user + system;
}

function figures({ latenciesMs, elapsedMs, cpuMicroseconds }: Tally, { blockBytes }: Load): IoFigures {
  const sorted = Float64Array.from(latenciesMs).sort();
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  const operationsPerSecond = (sorted.length / elapsedMs) * 1000;
  return {
    operationsPerSecond,
    bytesPerSecond: operationsPerSecond * blockBytes,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    cpuMicroseconds: cpuMicroseconds / Math.max(1, sorted.length),
  };
}

/** What a killed measurement left: its process is no more. */
function removeDeadFolders(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(FOLDER_PREFIX) ? Number(name.slice(FOLDER_PREFIX.length)) : Number.NaN;
    if (Number.isSafeInteger(pid) && pid > 0 && pid !== process.pid && !isAlive(pid)) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
