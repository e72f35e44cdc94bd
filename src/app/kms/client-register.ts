import { systemClock } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { readCertificate } from '../../certificates/read.ts';
import { type ClientDirectory, trustedClients } from '../../kmip/server/client-directory.ts';
import type { Row } from '../../state/row.ts';
import type { Store } from '../../state/store.ts';
import type { KmsFault } from './kms-folder.ts';

/** A client that the server knows by its certificate; its name owns the keys and stays when the certificate is renewed. */
export interface ClientRow extends Row {
  /** The name. */
  readonly id: string;
  readonly sha256: string;
  readonly subject: string;
  readonly expiresMs: number;
  readonly addedMs: number;
  readonly revokedMs: number | null;
}

const CLIENTS = 'clients';

export function listClients(store: Store): ClientRow[] {
  return [...store.rows<ClientRow>(CLIENTS)];
}

/** Adds a client, or renews the certificate of one. Each certificate is one client's. */
export function addClient(store: Store, name: string, certificatePem: string): Result<ClientRow, KmsFault> {
  const read = readCertificate(certificatePem);
  if (!read.ok) return fail({ message: read.fault.message, hint: 'Give the certificate as a PEM file.' });
  const { sha256, subject, notAfterMs } = read.value;
  const row: ClientRow = {
    id: name,
    sha256,
    subject,
    expiresMs: notAfterMs,
    addedMs: systemClock.nowMs(),
    revokedMs: null,
  };
  const committed = store.commit<KmsFault>('add client', 'kms', () => {
    const taken = listClients(store).find((client) => client.sha256 === sha256 && client.id !== name);
    if (taken !== undefined) {
      return fail({
        message: `This certificate is the one of client ${taken.id}.`,
        hint: 'Each client shows a certificate of its own.',
      });
    }
    return ok({ changes: [{ table: CLIENTS, id: name, row }] });
  });
  return committed.ok ? ok(row) : committed;
}

export function revokeClient(store: Store, name: string): Result<void, KmsFault> {
  const committed = store.commit<KmsFault>('revoke client', 'kms', () => {
    const client = store.get<ClientRow>(CLIENTS, name);
    if (client === undefined)
      return fail({ message: `There is no client ${name}.`, hint: 'vseal kms client list' });
    const revoked: ClientRow = { ...client, revokedMs: systemClock.nowMs() };
    return ok({ changes: [{ table: CLIENTS, id: name, row: revoked }] });
  });
  return committed.ok ? ok(undefined) : committed;
}

/** Puts back the clients as a backup has them; nobody else is known. */
export function restoreClients(store: Store, clients: readonly ClientRow[]): Result<void, KmsFault> {
  const changes = [
    ...listClients(store)
      .filter(({ id }) => !clients.some((row) => row.id === id))
      .map(({ id }) => ({ table: CLIENTS, id, row: null })),
    ...clients.map((row) => ({ table: CLIENTS, id: row.id, row })),
  ];
  const committed = store.commit('restore clients', 'kms', () => ok({ changes }));
  return committed.ok ? ok(undefined) : committed;
}

/** Who may come in, as the register is at that moment: another process may have changed it. */
export function liveDirectory(store: Store): ClientDirectory {
  return {
    identify(peer) {
      const fresh = store.refresh();
      if (!fresh.ok) return fail('The register of clients cannot be read now.');
      const clients = listClients(store);
      const known = clients.filter(({ revokedMs }) => revokedMs === null);
      const revoked = clients.filter(({ revokedMs }) => revokedMs !== null);
      return trustedClients(
        known.map(({ id, sha256 }) => ({ name: id, sha256 })),
        revoked.map(({ sha256 }) => sha256),
      ).identify(peer);
    },
  };
}
