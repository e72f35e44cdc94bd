import { fail, ok, type Result } from '../../base/result.ts';
import type { HashName } from '../../crypto/digest.ts';

/** The manifest of an OVF package (DSP0243 §5.1): a line for each file, `SHA256(app-01.ovf)= 9f86…`. */
export interface ManifestLine {
  readonly name: string;
  readonly algorithm: HashName;
  /** Lower-case hexadecimal digits. */
  readonly digest: string;
}

const DIGITS: Readonly<Partial<Record<HashName, number>>> = { SHA1: 40, SHA256: 64, SHA512: 128 };
const LIMIT_LINES = 4096;

export function formatManifest(lines: readonly ManifestLine[]): string {
  return lines.map(({ name, algorithm, digest }) => `${algorithm}(${name})= ${digest}\n`).join('');
}

/** Untrusted text; what is wrong with it, when it is no manifest. */
export function parseManifest(text: string): Result<readonly ManifestLine[], string> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length > LIMIT_LINES) return fail(`it has more than ${LIMIT_LINES} lines`);
  const parsed = new Map<string, ManifestLine>();
  for (const line of lines) {
    const [, algorithm = '', name = '', digest = ''] =
      /^(SHA1|SHA256|SHA512) ?\((.{1,255})\) ?= ?([0-9a-fA-F]+)\s*$/.exec(line) ?? [];
    if (DIGITS[algorithm as HashName] !== digest.length || digest === '')
      return fail(`"${line.slice(0, 60)}" is no line such as SHA256(name.ovf)= DIGITS`);
    if (parsed.has(name)) return fail(`${name} is in it twice`);
    parsed.set(name, { name, algorithm: algorithm as HashName, digest: digest.toLowerCase() });
  }
  return ok([...parsed.values()]);
}
