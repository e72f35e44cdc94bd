/** Loaded at the first use: a shell that needs no random number starts without it. */
let loaded: typeof import('node:crypto') | undefined;
const crypto = () => (loaded ??= process.getBuiltinModule('node:crypto'));

/** Random bytes in a buffer of their own: never a slice of Node's shared pool, so it can be zeroised. */
export function randomBytes(lengthBytes: number): Buffer {
  return crypto().randomFillSync(Buffer.alloc(lengthBytes));
}

/** A random (version 4) UUID in lower case. */
export function randomUuid(): string {
  return crypto().randomUUID();
}
