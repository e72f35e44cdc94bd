import { fail, ok, type Result } from '../base/result.ts';
import type { StorageFault } from './storage-fault.ts';

/**
 * A VMX file's dictionary: `name = "value"` lines in order. Names are compared without case, as VMware does; a
 * name given twice is refused, as VMware does. In values `|xx` stands for the byte with that hexadecimal code.
 */
export type VmxDictionary = ReadonlyMap<string, string>;

export const LIMIT_VMX_BYTES = 1024 * 1024;
const LIMIT_LINES = 16_384;

/** Parses untrusted bytes; `path` only names them in a fault. What it accepts formats back to an equal dictionary. */
export function parseVmx(bytes: Uint8Array, path: string): Result<VmxDictionary, StorageFault> {
  const fault = (line: number, reason: string) =>
    fail({ kind: 'InvalidFileFormat', path, line, reason } as const);
  if (bytes.length > LIMIT_VMX_BYTES) return fault(1, `a VMX file has at most ${LIMIT_VMX_BYTES} bytes`);
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').split(/\r?\n/);
  if (lines.length > LIMIT_LINES) return fault(LIMIT_LINES, `a VMX file has at most ${LIMIT_LINES} lines`);
  const settings = new Map<string, string>();
  const seen = new Set<string>();
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const match = /^([A-Za-z0-9_.:-]{1,256})\s*=\s*"([^"]*)"$/.exec(line);
    if (match === null) return fault(index + 1, 'it is no comment and no name = "value"');
    const [, name = '', value = ''] = match;
    const folded = name.toLowerCase();
    if (seen.has(folded)) return fault(index + 1, `${name} is given twice`);
    seen.add(folded);
    settings.set(name, unescapeValue(value));
  }
  return ok(settings);
}

export function formatVmx(settings: VmxDictionary): string {
  return [...settings].map(([name, value]) => `${name} = "${escapeValue(value)}"\n`).join('');
}

/** The value of a name, whatever case it is written in. */
export function vmxValue(settings: VmxDictionary, name: string): string | undefined {
  const exact = settings.get(name);
  if (exact !== undefined) return exact;
  const folded = name.toLowerCase();
  for (const [key, value] of settings) if (key.toLowerCase() === folded) return value;
  return undefined;
}

function escapeValue(value: string): string {
  return value.replace(
    /["|\u0000-\u001f\u007f]/g,
    (character) => `|${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function unescapeValue(value: string): string {
  return value.replace(/\|([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
