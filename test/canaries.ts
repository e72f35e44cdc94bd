/** Secrets, and each form in which they must not be seen in a file or an output. */
export interface Canary {
  readonly what: string;
  readonly forms: readonly (readonly [name: string, bytes: Buffer])[];
}

/** A data key is two AES keys, so each 32 bytes of a key are looked for by themselves. */
export function canariesOf(what: string, secret: Buffer): Canary[] {
  const canaries: Canary[] = [];
  for (let at = 0; at < secret.length; at += 32) {
    const part = secret.subarray(at, at + 32);
    const hex = part.toString('hex');
    const forms: [string, Buffer][] = [
      ['raw', Buffer.from(part)],
      ['hex', Buffer.from(hex)],
      ['HEX', Buffer.from(hex.toUpperCase())],
    ];
    // In base64 a key looks otherwise by where it begins in the text; the outer characters depend on its neighbours.
    for (const before of [0, 1, 2]) {
      const text = Buffer.concat([Buffer.alloc(before), part])
        .toString('base64')
        .replace(/=+$/, '')
        .slice(4, -1);
      forms.push([`base64 at ${before}`, Buffer.from(text)]);
      const url = text.replaceAll('+', '-').replaceAll('/', '_');
      if (url !== text) forms.push([`base64url at ${before}`, Buffer.from(url)]);
    }
    canaries.push({ what, forms });
  }
  return canaries;
}

export function findCanaries(canaries: readonly Canary[], where: string, haystack: Buffer): string[] {
  return canaries.flatMap(({ what, forms }) =>
    forms.filter(([, bytes]) => haystack.includes(bytes)).map(([form]) => `${what} as ${form} in ${where}`),
  );
}

/**
 * The same for many canaries and much data: one pass that looks at each place for the first two bytes of any form,
 * and only there for the rest.
 */
export function createCanarySearch(
  canaries: readonly Canary[],
): (where: string, haystack: Buffer) => string[] {
  const byStart = new Map<number, { readonly found: string; readonly bytes: Buffer }[]>();
  const isStart = new Uint8Array(0x1_0000);
  for (const { what, forms } of canaries)
    for (const [form, bytes] of forms) {
      const start = bytes.readUInt16BE(0);
      isStart[start] = 1;
      byStart.set(start, [...(byStart.get(start) ?? []), { found: `${what} as ${form}`, bytes }]);
    }
  return (where, haystack) => {
    const found = new Set<string>();
    let start = 0;
    for (let at = 0; at < haystack.length; at++) {
      start = ((start << 8) | (haystack[at] ?? 0)) & 0xffff;
      if (isStart[start] !== 1 || at === 0) continue;
      for (const candidate of byStart.get(start) ?? [])
        if (haystack.subarray(at - 1, at - 1 + candidate.bytes.length).equals(candidate.bytes))
          found.add(`${candidate.found} in ${where}`);
    }
    return [...found];
  };
}
