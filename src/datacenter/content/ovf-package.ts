import { lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { readPart } from '../../storage/durable-file.ts';
import { attempt, type StorageFault, storageFaultText } from '../../storage/storage-fault.ts';
import { readTar } from '../../storage/tar.ts';
import { isPlainFileName } from '../../storage/vmdk-descriptor.ts';
import type { Fault } from '../faults.ts';
import { type ManifestLine, parseManifest } from './ovf-manifest.ts';
import { LIMIT_OVF_BYTES } from './ovf-read.ts';

/** An OVF package on this machine: a descriptor with its files beside it, or an archive (OVA) of them. */
export interface OvfPackage {
  /** The .ovf or .ova. */
  readonly source: string;
  readonly ovf: Uint8Array;
  /** Undefined when the package has none. */
  readonly manifest: readonly ManifestLine[] | undefined;
  /** The package is signed, which nothing here checks. */
  readonly isSigned: boolean;
  readonly isArchive: boolean;
  /** The name of the descriptor's file. */
  readonly ovfName: string;
  /** Where a file of the package is; a failure says why there is none. */
  find(name: string): Result<PackagePart, string>;
}

export interface PackagePart {
  readonly path: string;
  readonly offset: number;
  readonly lengthBytes: number;
}

const LIMIT_MANIFEST_BYTES = 1024 ** 2;

export function openOvfPackage(source: string): Result<OvfPackage, Fault> {
  if (/^[a-z]+:\/\//i.test(source))
    return wrongPackage(source, 'packages are read from files of this machine, not from other servers');
  if (/\.ova$/i.test(source)) return openArchive(source);
  return /\.ovf$/i.test(source)
    ? openFolder(source)
    : wrongPackage(source, 'its name ends in neither .ovf nor .ova');
}

/** The one way to say that a package cannot be imported. */
export function wrongPackage(source: string, reason: string, remedy?: string): Result<never, Fault> {
  return fail({
    kind: 'InvalidArgument',
    parameter: 'Source',
    rule: `${source} cannot be imported: ${reason}.`,
    remedy: remedy ?? 'Take a package that Export-VApp or ovftool wrote.',
  });
}

function openFolder(source: string): Result<OvfPackage, Fault> {
  const find = (name: string): Result<PackagePart, string> => {
    if (!isPlainFileName(name))
      return fail(`it refers to '${name.slice(0, 80)}', which is no file beside it`);
    const path = join(dirname(source), name);
    const stat = attempt(path, 'stat', () => lstatSync(path));
    if (!stat.ok) return fail(`its file ${name} is not there`);
    if (!stat.value.isFile()) return fail(`its file ${name} is no regular file`);
    return ok({ path, offset: 0, lengthBytes: stat.value.size });
  };
  const ovfName = basename(source);
  const base = ovfName.slice(0, -'.ovf'.length);
  return assemble(source, { ovfName, manifestName: `${base}.mf`, isSigned: find(`${base}.cert`).ok }, find);
}

/** The descriptor is the archive's first file. */
function openArchive(source: string): Result<OvfPackage, Fault> {
  const entries = readTar(source);
  if (!entries.ok) return wrongArchive(source, entries.fault);
  const names = entries.value.map(({ name }) => name);
  const [ovfName, ...more] = names.filter((name) => name.endsWith('.ovf'));
  if (ovfName === undefined || more.length > 0)
    return wrongPackage(source, 'there is not exactly one .ovf in the archive');
  const find = (name: string): Result<PackagePart, string> => {
    const entry = entries.value.find((each) => each.name === name);
    if (entry === undefined) return fail(`the archive has no file '${name.slice(0, 80)}'`);
    return ok({ path: source, offset: entry.offset, lengthBytes: entry.lengthBytes });
  };
  const base = ovfName.slice(0, -'.ovf'.length);
  const isSigned = names.includes(`${base}.cert`);
  return assemble(source, { ovfName, manifestName: `${base}.mf`, isSigned }, find, true);
}

function wrongArchive(source: string, fault: StorageFault): Result<never, Fault> {
  const reason = fault.kind === 'InvalidFileFormat' ? fault.reason : storageFaultText(fault).message;
  return wrongPackage(source, reason.replace(/\.$/, ''));
}

function assemble(
  source: string,
  names: { readonly ovfName: string; readonly manifestName: string; readonly isSigned: boolean },
  find: OvfPackage['find'],
  isArchive = false,
): Result<OvfPackage, Fault> {
  const ovf = readText(source, find(names.ovfName), LIMIT_OVF_BYTES);
  if (!ovf.ok) return ovf;
  const found = find(names.manifestName);
  const { ovfName, isSigned } = names;
  const common = { source, ovf: ovf.value, ovfName, isSigned, isArchive, find };
  if (!found.ok) return ok({ ...common, manifest: undefined });
  const text = readText(source, found, LIMIT_MANIFEST_BYTES);
  if (!text.ok) return text;
  const manifest = parseManifest(Buffer.from(text.value).toString('utf8'));
  if (!manifest.ok) return wrongPackage(source, `of its manifest ${names.manifestName}, ${manifest.fault}`);
  return ok({ ...common, manifest: manifest.value });
}

function readText(
  source: string,
  part: Result<PackagePart, string>,
  limitBytes: number,
): Result<Uint8Array, Fault> {
  if (!part.ok) return wrongPackage(source, part.fault);
  if (part.value.lengthBytes > limitBytes)
    return wrongPackage(source, `its descriptor and its manifest have at most ${limitBytes} bytes`);
  const content = attempt(source, 'read', () => readPart(part.value));
  return content.ok ? content : wrongPackage(source, storageFaultText(content.fault).message);
}
