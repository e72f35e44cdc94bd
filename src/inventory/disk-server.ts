import type { DiskServerInfo } from '../datacenter/disks/disk-server.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Connection } from './connection.ts';
import { virtualMachineType } from './virtual-machine.ts';

export interface DiskServerItem {
  readonly connection: Connection;
  readonly info: DiskServerInfo;
}

/** A VM's disks as they are served over NBD, with the figures of the moment. */
export const diskServerType: ObjectType<DiskServerItem> = objectType<DiskServerItem>()({
  name: 'VMDiskServer',
  fullName: 'VSeal.VMDiskServer',
  properties: {
    VM: {
      type: 'VirtualMachine',
      get: ({ connection, info }) => objectOf(virtualMachineType, { connection, row: info.vm }),
    },
    Uri: {
      type: 'string[]',
      get: ({ info }) => [...info.uris],
      help: 'What NBD clients connect to, disk by disk.',
    },
    ReadOnly: { type: 'bool', get: ({ info }) => info.isReadOnly },
    Connections: { type: 'int', get: ({ info }) => info.connections, help: 'Clients that are connected.' },
    ProcessId: {
      type: 'int',
      get: ({ info }) => info.pid,
      help: 'The process that serves them and holds the VM.',
    },
    CertificateFile: {
      type: 'string',
      get: ({ info }) => info.certificateFile ?? null,
      help: 'The certificate that clients of a port are to trust.',
    },
    ReadOperations: { type: 'long', get: ({ info }) => total(info, 'read', 'operations') },
    WriteOperations: { type: 'long', get: ({ info }) => total(info, 'write', 'operations') },
    ReadBytes: { type: 'long', get: ({ info }) => total(info, 'read', 'bytes') },
    WriteBytes: { type: 'long', get: ({ info }) => total(info, 'write', 'bytes') },
  },
  view: {
    table: [
      { label: 'VM', get: ({ info }) => info.vm.name, width: 16 },
      { property: 'ReadOnly', width: 8, align: 'left' },
      { property: 'Connections', width: 11, align: 'right' },
      { property: 'ProcessId', width: 9, align: 'right' },
      { label: 'Uri', get: ({ info }) => info.uris.join(' '), width: 60 },
    ],
  },
  toString: ({ info }) => info.uris.join(' '),
  identity: ({ info }) => info.vm.id,
});

function total({ disks }: DiskServerInfo, kind: 'read' | 'write', figure: 'operations' | 'bytes'): bigint {
  return BigInt(disks.reduce((sum, { io }) => sum + io[kind][figure], 0));
}

export function diskServerValue(connection: Connection, info: DiskServerInfo): Value {
  return objectOf(diskServerType, { connection, info });
}
