import type { VmRow } from '../datacenter/rows.ts';
import { objectType } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { migrationEncryption } from './enums.ts';

/** A VM's encrypted vMotion setting. */
export const vmotionPolicyType = objectType<Item<VmRow>>()({
  name: 'VMotionEncryption',
  fullName: 'VSeal.VMotionEncryption',
  properties: {
    Name: { type: 'string', get: ({ row }) => row.name },
    MigrationEncryption: {
      type: 'VMMigrationEncryptionMode',
      get: ({ row }) => migrationEncryption.find(row.migrateEncryption) ?? null,
    },
    Encrypted: {
      type: 'bool',
      get: ({ row }) => row.keyId !== null,
      help: 'An encrypted VM is always Required.',
    },
    Changeable: { type: 'bool', get: ({ row }) => row.keyId === null },
  },
  view: {
    table: [
      { property: 'Name', width: 20 },
      { property: 'MigrationEncryption', width: 19, align: 'left' },
      { property: 'Changeable', width: 10, align: 'left' },
    ],
  },
  toString: ({ row }) => row.migrateEncryption,
});
