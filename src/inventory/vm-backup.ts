import type { Backup } from '../datacenter/content/vm-backup.ts';
import { utcDateTime } from '../values/date-time.ts';
import { objectType } from '../values/object-type.ts';

/** A backup of one VM: a folder of plain files. */
export const vmBackupType = objectType<Backup>()({
  name: 'VMBackup',
  fullName: 'VSeal.VMBackup',
  properties: {
    VM: { type: 'string', get: ({ manifest }) => manifest.vm, help: 'The VM that was backed up.' },
    Path: { type: 'string', get: ({ folder }) => folder, help: 'Its folder.' },
    Transport: { type: 'string', get: ({ manifest }) => manifest.transport },
    WasRunning: { type: 'bool', get: ({ manifest }) => manifest.wasRunning },
    WasEncrypted: { type: 'bool', get: ({ manifest }) => manifest.keyId !== null },
    IsEncrypted: { type: 'bool', get: () => false, help: 'Never: a backup is plain text.' },
    Created: { type: 'datetime', get: ({ manifest }) => utcDateTime(manifest.createdMs) },
  },
  view: {
    table: [
      { property: 'VM', width: 20 },
      { property: 'Transport', width: 9 },
      { property: 'WasEncrypted', width: 12, align: 'left' },
      { property: 'IsEncrypted', width: 11, align: 'left' },
      { property: 'Path' },
    ],
  },
  toString: ({ folder }) => folder,
  identity: ({ folder }) => folder,
});
