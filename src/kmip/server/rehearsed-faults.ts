/** Faults on purpose, for rehearsals and tests. Each may be set and lifted while the server runs. */
export interface RehearsedFaults {
  /** Nobody listens: connections are refused, open ones are cut. */
  readonly down?: boolean;
  /** Each answer comes this much later; a client that has gone by then is not served. */
  readonly slowMs?: number;
  /** Connections and handshakes succeed, and requests are never answered. */
  readonly halfOpen?: boolean;
  /** These keys are lost: the server says that they do not exist. `all` loses every key. */
  readonly lostKeys?: readonly string[] | 'all';
  /** The server shows a certificate that has expired. */
  readonly expiredCertificate?: boolean;
  /** The connection dies in the middle of each answer. */
  readonly cutAnswers?: boolean;
}

export function isLost(faults: RehearsedFaults, id: string): boolean {
  const { lostKeys } = faults;
  return lostKeys === 'all' || (lostKeys?.includes(id) ?? false);
}
