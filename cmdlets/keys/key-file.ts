import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { fileError } from '../files/location.ts';

/** A PEM file that the user names; a file that cannot be read ends the cmdlet. */
export function readPemFile(invocation: Invocation, path: string): Uint8Array {
  const read = invocation.host.files.read(invocation.session.resolvePath(path));
  if (!read.ok) invocation.throwTerminating(fileError(read.fault));
  return read.value;
}

export function writePemFile(invocation: Invocation, path: string, pem: string): void {
  const resolved = invocation.session.resolvePath(path);
  const written = invocation.host.files.write(resolved, Buffer.from(pem), 'replace');
  if (!written.ok) invocation.throwTerminating(fileError(written.fault));
}
