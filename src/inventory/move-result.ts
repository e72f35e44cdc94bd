import { MiB } from '../base/units.ts';
import type { MoveResult } from '../datacenter/migration/vm-move.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Connection } from './connection.ts';
import { type VmItem, virtualMachineType } from './virtual-machine.ts';

interface MovedVm extends VmItem {
  readonly move: MoveResult;
}

const rounded = (value: number | undefined, digits: number): Value =>
  value === undefined ? null : Number(value.toFixed(digits));

/** What Move-VM gives: the virtual machine as it is now, and what its move was like. Usable wherever a VM is. */
export const movedVmType: ObjectType<MovedVm> = objectType<MovedVm>()({
  name: 'MovedVirtualMachine',
  fullName: 'VSeal.MovedVirtualMachine',
  base: virtualMachineType,
  properties: {
    SourceHost: { type: 'string', get: ({ move }) => move.sourceHost },
    DestinationHost: { type: 'string', get: ({ move }) => move.destinationHost },
    MovedEncrypted: {
      type: 'bool',
      get: ({ move }) => move.encryption.encrypted,
      help: 'Whether its memory travelled encrypted.',
    },
    EncryptionReason: {
      type: 'string',
      get: ({ move }) => move.encryption.reason,
      help: 'Why it did or did not.',
    },
    Rounds: { type: 'int', get: ({ move }) => move.transfer?.rounds.length ?? 0 },
    SentBytes: { type: 'long', get: ({ move }) => BigInt(move.transfer?.sentBytes ?? 0) },
    Pages: { type: 'int', get: ({ move }) => move.transfer?.pages ?? 0 },
    ZeroPages: { type: 'int', get: ({ move }) => move.transfer?.zeroPages ?? 0 },
    Streams: { type: 'int', get: ({ move }) => move.transfer?.streams ?? 0 },
    CopiedBytes: {
      type: 'long',
      get: ({ move }) => BigInt(move.copiedBytes ?? 0),
      help: 'Of disks, when files moved.',
    },
    DurationMs: { type: 'double', get: ({ move }) => rounded(move.transfer?.durationMs, 1) },
    DowntimeMs: { type: 'double', get: ({ move }) => rounded(move.transfer?.downtimeMs, 1) },
    ThroughputMBps: {
      type: 'double',
      get: ({ move }) => rounded((move.transfer?.throughputBytesPerSecond ?? 0) / MiB, 1),
    },
    SourceCpuSeconds: {
      type: 'double',
      get: ({ move }) => rounded(move.transfer?.cpuSeconds.source, 3),
      help: 'Processor time of the source host’s data plane, without the guest’s own.',
    },
    DestinationCpuSeconds: {
      type: 'double',
      get: ({ move }) => rounded(move.transfer?.cpuSeconds.destination, 3),
    },
    SlowestGuestSpeed: {
      type: 'double',
      get: ({ move }) => rounded(move.transfer?.slowestGuestSpeed ?? 1, 3),
      help: 'Part of full speed that the guest was slowed to so that the migration converged.',
    },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 16 },
      { label: 'Destination', property: 'DestinationHost', width: 18 },
      { label: 'Encrypted', property: 'MovedEncrypted', width: 9, align: 'left' },
      { property: 'Rounds', width: 6 },
      { label: 'Sent MB', get: ({ move }) => rounded((move.transfer?.sentBytes ?? 0) / MiB, 1), width: 9 },
      { label: 'Duration ms', property: 'DurationMs', width: 11 },
      { label: 'Downtime ms', property: 'DowntimeMs', width: 11 },
    ],
  },
});

export function movedVmValue(connection: Connection, move: MoveResult): Value {
  return objectOf(movedVmType, { connection, row: move.vm, move });
}
