import { terminatingError } from '../cmdlet/error.ts';
import type { ModuleLimits } from '../values/net/module-specification.ts';

/** A module that no file holds. */
export function notFound(name: string): Error {
  return terminatingError({
    message: `The specified module '${name}' was not loaded because no valid module file was found in any module directory.`,
    id: 'Modules_ModuleNotFound',
    category: 'ResourceUnavailable',
    target: name,
    exceptionType: 'System.IO.FileNotFoundException',
  });
}

/** Files of the module there are, or none, but none of a version that will do. */
export function versionNotFound(name: string, limits: ModuleLimits): Error {
  const asked = [
    limits.required === undefined ? [] : [`version '${limits.required}'`],
    limits.minimum === undefined ? [] : [`version '${limits.minimum}' or later`],
    limits.maximum === undefined ? [] : [`version '${limits.maximum}' or earlier`],
    limits.guid === undefined ? [] : [`GUID '${limits.guid}'`],
  ].flat();
  return terminatingError({
    message: `The specified module '${name}' with ${asked.join(' and ')} was not loaded because no valid module file was found in any module directory.`,
    id: 'Modules_ModuleWithVersionNotFound',
    category: 'ResourceUnavailable',
    target: name,
    advice: `Get-Module -ListAvailable ${name}`,
    exceptionType: 'System.IO.FileNotFoundException',
  });
}

/** A path of Get-Module -ListAvailable that leads nowhere. */
export function noSuchPath(path: string): Error {
  return terminatingError({
    message: `There is no module at '${path}'. Update the Name parameter to a path that leads to one.`,
    id: 'Modules_ModuleNotFoundForGetModule',
    category: 'ObjectNotFound',
    target: path,
    exceptionType: 'System.IO.FileNotFoundException',
  });
}

export function invalidManifest(path: string, reason: string): Error {
  return terminatingError({
    message: `The module manifest '${path}' could not be processed: ${reason}.`,
    id: 'Modules_InvalidManifest',
    category: 'ResourceUnavailable',
    target: path,
    exceptionType: 'System.InvalidOperationException',
  });
}
