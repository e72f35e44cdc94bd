import type { EncryptionCost } from '../datacenter/encryption/encryption-cost.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';

type Of = (cost: EncryptionCost) => number;

const figure = (of: Of, help: string) =>
  ({ type: 'double', get: (cost: EncryptionCost) => rounded(of(cost)), help }) as const;

/** One load, plain and encrypted side by side. */
export const encryptionCostType: ObjectType<EncryptionCost> = objectType<EncryptionCost>()({
  name: 'VMEncryptionCost',
  fullName: 'VSeal.VMEncryptionCost',
  properties: {
    VM: { type: 'string', get: ({ vm }) => vm.name },
    Datastore: { type: 'string', get: ({ datastore }) => datastore },
    Load: { type: 'string', get: ({ load }) => load },
    PlainIops: figure(({ plain }) => plain.operationsPerSecond, 'Requests a second, one at a time.'),
    EncryptedIops: figure(({ encrypted }) => encrypted.operationsPerSecond, 'The same, encrypted.'),
    PlainMBps: figure(({ plain }) => plain.bytesPerSecond / 1e6, 'Millions of bytes a second.'),
    EncryptedMBps: figure(({ encrypted }) => encrypted.bytesPerSecond / 1e6, 'The same, encrypted.'),
    PlainP50Ms: figure(({ plain }) => plain.p50Ms, 'Half of the requests take no longer.'),
    EncryptedP50Ms: figure(({ encrypted }) => encrypted.p50Ms, 'The same, encrypted.'),
    PlainP99Ms: figure(({ plain }) => plain.p99Ms, 'All but one in a hundred take no longer.'),
    EncryptedP99Ms: figure(({ encrypted }) => encrypted.p99Ms, 'The same, encrypted.'),
    PlainCpuUs: figure(({ plain }) => plain.cpuMicroseconds, 'Microseconds of processor time a request.'),
    EncryptedCpuUs: figure(({ encrypted }) => encrypted.cpuMicroseconds, 'The same, encrypted.'),
    CpuUsAdded: figure(
      ({ plain, encrypted }) => encrypted.cpuMicroseconds - plain.cpuMicroseconds,
      'What encryption adds to a request.',
    ),
  },
  view: {
    table: [
      { property: 'Load', width: 22 },
      ...(
        [
          ['IOPS', 'operationsPerSecond', 1, 'N0'],
          ['MB/s', 'bytesPerSecond', 1e-6, 'N0'],
          ['p99 ms', 'p99Ms', 1, 'N3'],
          ['CPU us', 'cpuMicroseconds', 1, 'N1'],
        ] as const
      ).flatMap(([label, key, scale, format]) =>
        (['plain', 'encrypted'] as const).map((side) => ({
          label: side === 'plain' ? label : `encr. ${label}`,
          get: (cost: EncryptionCost) => cost[side][key] * scale,
          format,
          align: 'right' as const,
          width: 12,
        })),
      ),
    ],
  },
  toString: ({ load }) => load,
  identity: ({ vm, load }) => `${vm.id}/${load}`,
});

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

export function encryptionCostValue(cost: EncryptionCost): Value {
  return objectOf(encryptionCostType, cost);
}
