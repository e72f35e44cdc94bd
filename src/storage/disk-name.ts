import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { assert } from '../base/assert.ts';

const SUFFIX = '.vmdk';

/** `app-01.vmdk` → `app-01-flat.vmdk`: the extent of a flat disk, beside its descriptor. */
export function flatExtentName(descriptorName: string): string {
  return `${stemOf(descriptorName)}-flat${SUFFIX}`;
}

/** `app-01-000001.vmdk` → `app-01-000001-delta.vmdk`: the extent of a snapshot's delta. */
export function deltaExtentName(descriptorName: string): string {
  return `${stemOf(descriptorName)}-delta${SUFFIX}`;
}

/**
 * The name that a disk gets when it is written anew, as vSphere counts: app-01.vmdk → app-01_1.vmdk →
 * app-01_2.vmdk. Skips names that are taken in `folder` or `reserved` (base names) by a plan not yet carried out.
 */
export function nextDiskPath(path: string, folder = dirname(path), reserved?: ReadonlySet<string>): string {
  const match = /^(.*?)(?:_(\d{1,6}))?$/.exec(stemOf(basename(path)));
  const [, stem = '', count = '0'] = match ?? [];
  for (let next = Number(count) + 1; ; next++) {
    const name = `${stem}_${next}${SUFFIX}`;
    if (!reserved?.has(name) && isFree(folder, name)) return join(folder, name);
  }
}

/** The name of a VM's next disk or of a disk that moves to `folder`: the name itself when it is free. */
export function freeDiskPath(folder: string, name: string, reserved?: ReadonlySet<string>): string {
  const free = !reserved?.has(name) && isFree(folder, name);
  return free ? join(folder, name) : nextDiskPath(join(folder, name), folder, reserved);
}

/** The name of the next snapshot's delta over a disk of a VM: app-01.vmdk → app-01-000001.vmdk → app-01-000002.vmdk. */
export function nextDeltaPath(path: string): string {
  const folder = dirname(path);
  const match = /^(.*?)(?:-(\d{6}))?$/.exec(stemOf(basename(path)));
  const [, stem = '', count = '0'] = match ?? [];
  for (let next = Number(count) + 1; ; next++) {
    const name = `${stem}-${String(next).padStart(6, '0')}${SUFFIX}`;
    if (isFree(folder, name)) return join(folder, name);
  }
}

export function isDiskFileName(name: string): boolean {
  return name.toLowerCase().endsWith(SUFFIX);
}

function isFree(folder: string, name: string): boolean {
  return [name, flatExtentName(name), deltaExtentName(name)].every((file) => !existsSync(join(folder, file)));
}

function stemOf(descriptorName: string): string {
  assert(isDiskFileName(descriptorName), `a descriptor is named ${SUFFIX}: ${descriptorName}`);
  return descriptorName.slice(0, -SUFFIX.length);
}
