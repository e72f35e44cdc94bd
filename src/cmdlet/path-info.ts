import { objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import { drivesOf, placeText } from './drives.ts';
import type { Place, Session } from './session.ts';

interface PathData {
  readonly path: string;
  readonly providerPath: string;
  readonly drive: string;
  readonly provider: string;
}

/** A folder, as Get-Location and Resolve-Path return it. */
export const pathInfoType = objectType<PathData>()({
  name: 'PathInfo',
  fullName: 'System.Management.Automation.PathInfo',
  properties: {
    Drive: { type: 'psdriveinfo', get: ({ drive }) => drive, json: 'omit' },
    Provider: {
      type: 'ProviderInfo',
      get: ({ provider }) => `Microsoft.PowerShell.Core\\${provider}`,
      json: 'omit',
    },
    ProviderPath: { type: 'string', get: ({ providerPath }) => providerPath },
    Path: { type: 'string', get: ({ path }) => path },
  },
  view: { table: [{ property: 'Path' }] },
  toString: ({ path }) => path,
});

/** A path of files as it is. */
export function pathInfo(path: string): TypedObject<PathData> {
  return objectOf(pathInfoType, { path, providerPath: path, drive: '/', provider: 'FileSystem' });
}

/** Where the session is, or was: with the drive's name where it is not the one of all files. */
export function placeInfo(session: Session, place: Place): TypedObject<PathData> {
  const drive = drivesOf(session).get(place.drive.toLowerCase());
  if (drive === undefined || drive.name === '/') return pathInfo(place.path);
  return objectOf(pathInfoType, {
    path: placeText(session, place),
    providerPath: place.path,
    drive: drive.name,
    provider: drive.provider,
  });
}
