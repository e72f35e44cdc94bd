import { formatBytes } from '../base/units.ts';
import type { CheckedDisk, RepairedDisk } from '../datacenter/disks/disk-repair.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Connection } from './connection.ts';
import { virtualMachineType } from './virtual-machine.ts';

interface OfVm<T> {
  readonly connection: Connection;
  readonly result: T;
}

const VM = {
  type: 'VirtualMachine',
  get: ({ connection, result }: OfVm<CheckedDisk | RepairedDisk>): Value =>
    objectOf(virtualMachineType, { connection, row: result.vm }),
} as const;

/** What Test-VMDisk found. */
export const diskCheckType: ObjectType<OfVm<CheckedDisk>> = objectType<OfVm<CheckedDisk>>()({
  name: 'VMDiskCheck',
  fullName: 'VSeal.VMDiskCheck',
  properties: {
    VM,
    Name: { type: 'string', get: ({ result }) => result.disk.label },
    Filename: { type: 'string', get: ({ result }) => result.disk.fileName },
    Encrypted: { type: 'bool', get: ({ result }) => result.disk.keyId !== null },
    Sound: { type: 'bool', get: ({ result }) => result.check.isSound, help: 'Nothing is wrong with it.' },
    KeyChecked: {
      type: 'bool',
      get: ({ result }) => result.check.hasCheckedKeys,
      help: 'Whether the keys of all its layers were at hand, so that they and the guest’s data were checked too.',
    },
    Checks: {
      type: 'string[]',
      get: ({ result }) => [...new Set(result.check.findings.map(({ check }) => check))],
    },
    Problems: { type: 'string[]', get: ({ result }) => problemsOf(result) },
  },
  view: {
    table: [
      { label: 'VM', get: ({ result }) => result.vm.name, width: 16 },
      { property: 'Name', width: 14 },
      { property: 'Encrypted', width: 9, align: 'left' },
      { property: 'Sound', width: 5, align: 'left' },
      { property: 'KeyChecked', width: 10, align: 'left' },
      { label: 'Problems', get: ({ result }) => problemsOf(result).join(' '), width: 60 },
    ],
  },
  toString: ({ result }) => result.disk.fileName,
  identity: ({ result }) => `${result.vm.id}/${result.disk.key}`,
});

function problemsOf({ check }: CheckedDisk): string[] {
  return check.findings.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
}

/** What Repair-VMDisk did. */
export const diskRepairType: ObjectType<OfVm<RepairedDisk>> = objectType<OfVm<RepairedDisk>>()({
  name: 'VMDiskRepair',
  fullName: 'VSeal.VMDiskRepair',
  properties: {
    VM,
    Name: { type: 'string', get: ({ result }) => result.disk.label },
    Filename: { type: 'string', get: ({ result }) => result.disk.fileName },
    Repaired: { type: 'bool', get: ({ result }) => result.finished !== undefined },
    Outcome: { type: 'string', get: ({ result }) => outcomeOf(result) },
    ConvertedBytes: { type: 'long', get: ({ result }) => BigInt(result.convertedBytes) },
  },
  view: {
    table: [
      { label: 'VM', get: ({ result }) => result.vm.name, width: 16 },
      { property: 'Name', width: 14 },
      { property: 'Repaired', width: 8, align: 'left' },
      { property: 'Outcome', width: 60 },
    ],
  },
  toString: ({ result }) => outcomeOf(result),
  identity: ({ result }) => `${result.vm.id}/${result.disk.key}`,
});

const DONE = { encrypt: 'encrypted', decrypt: 'decrypted', 're-encrypt': 'rekeyed' } as const;

function outcomeOf({ finished, convertedBytes }: RepairedDisk): string {
  if (finished === undefined) return 'Nothing was cut.';
  return `It is ${DONE[finished]} to its end: ${formatBytes(convertedBytes)} were left.`;
}

export function diskCheckValue(connection: Connection, result: CheckedDisk): Value {
  return objectOf(diskCheckType, { connection, result });
}

export function diskRepairValue(connection: Connection, result: RepairedDisk): Value {
  return objectOf(diskRepairType, { connection, result });
}
