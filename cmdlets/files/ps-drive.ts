import type { Drive } from '../../src/cmdlet/drives.ts';
import { objectOf, objectType, type TypedObject } from '../../src/values/object-type.ts';

/** What Get-PSDrive returns. */
export const psDriveType = objectType<Drive>()({
  name: 'PSDriveInfo',
  fullName: 'System.Management.Automation.PSDriveInfo',
  properties: {
    Name: { type: 'string', get: (drive) => drive.name },
    Provider: { type: 'ProviderInfo', get: (drive) => drive.provider },
    Root: { type: 'string', get: (drive) => drive.root },
    Description: { type: 'string', get: (drive) => drive.description },
    CurrentLocation: { type: 'string', get: () => '' },
    DisplayRoot: { type: 'string', get: () => null },
  },
  view: {
    table: [{ property: 'Name', width: 10 }, { property: 'Provider', width: 13 }, { property: 'Root' }],
  },
  toString: (drive) => drive.name,
});

export function psDrive(drive: Drive): TypedObject<Drive> {
  return objectOf(psDriveType, drive);
}
