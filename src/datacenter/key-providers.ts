import { fail, ok, type Result } from '../base/result.ts';
import type { Datacenter, Transaction } from './datacenter.ts';
import type { Fault } from './faults.ts';
import type { KeyProviderRow } from './rows.ts';

/** The provider that new keys come from: the one named, else the default. */
export function keyProvider(
  reader: Pick<Datacenter, 'find' | 'rows'>,
  name: string | undefined,
): Result<KeyProviderRow, Fault> {
  if (name !== undefined) {
    const named = reader.find('keyProviders', 'name', name.toLowerCase())[0];
    return named === undefined ? fail({ kind: 'NotFound', type: 'KeyProvider', name }) : ok(named);
  }
  for (const row of reader.rows('keyProviders')) if (row.isDefault) return ok(row);
  return fail({ kind: 'KeyProviderMissing' });
}

/** The first provider becomes the default one. */
export function putKeyProvider(
  datacenter: Datacenter,
  tx: Transaction,
  row: Omit<KeyProviderRow, 'isDefault'>,
): KeyProviderRow {
  const others = [...datacenter.rows('keyProviders')].filter((other) => other.id !== row.id);
  const isDefault = tx.get('keyProviders', row.id)?.isDefault ?? !others.some((other) => other.isDefault);
  const provider: KeyProviderRow = { ...row, isDefault };
  tx.put('keyProviders', provider);
  return provider;
}
