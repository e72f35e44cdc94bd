import { sha256Hex } from '../../crypto/digest.ts';
import { sameKeyId } from '../../storage/key-id.ts';
import type { Datacenter, Transaction } from '../datacenter.ts';
import type { CryptoKeyId } from '../rows.ts';

/**
 * Which hosts' encryption modules hold which keys. One row a key, not a list in the host's row: the commit that
 * hands a key over stays small however many keys the host holds already.
 */

export function holdsKey(reader: Pick<Datacenter, 'get'>, hostId: string, id: CryptoKeyId): boolean {
  return holdersOf(reader, id).includes(hostId);
}

/** The keys that the host holds. */
export function heldKeysOf(datacenter: Pick<Datacenter, 'find'>, hostId: string): CryptoKeyId[] {
  return datacenter.find('heldKeys', 'host', hostId).map(({ keyId }) => keyId);
}

/** The hosts that hold the key. */
export function holdersOf(reader: Pick<Datacenter, 'get'>, id: CryptoKeyId): readonly string[] {
  return reader.get('heldKeys', keyRowId(id))?.hostIds ?? [];
}

export function recordHeldKey(tx: Transaction, hostIds: Iterable<string>, id: CryptoKeyId): void {
  const held = holdersOf(tx, id);
  const hosts = [...new Set([...held, ...hostIds])];
  if (hosts.length > held.length) tx.put('heldKeys', { id: keyRowId(id), keyId: id, hostIds: hosts });
}

/** A host's own key in place of the one before. */
export function replaceHeldKey(
  tx: Transaction,
  hostId: string,
  old: CryptoKeyId | null,
  id: CryptoKeyId,
): void {
  if (old !== null && !sameKeyId(old, id)) dropHeldKey(tx, hostId, old);
  recordHeldKey(tx, [hostId], id);
}

/** A reboot or a removal: the host forgets all its keys. */
export function dropHeldKeys(datacenter: Pick<Datacenter, 'find'>, tx: Transaction, hostId: string): void {
  for (const id of heldKeysOf(datacenter, hostId)) dropHeldKey(tx, hostId, id);
}

function dropHeldKey(tx: Transaction, hostId: string, id: CryptoKeyId): void {
  const hostIds = holdersOf(tx, id).filter((holder) => holder !== hostId);
  if (hostIds.length === 0) tx.remove('heldKeys', keyRowId(id));
  else tx.put('heldKeys', { id: keyRowId(id), keyId: id, hostIds });
}

/** The id of the row about a key: the key's own id is what a foreign server chose. */
export function keyRowId({ providerId, keyId }: CryptoKeyId): string {
  return `key-${sha256Hex(Buffer.from(JSON.stringify([providerId, keyId]))).slice(0, 32)}`;
}
