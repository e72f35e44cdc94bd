import { fail } from '../base/result.ts';
import { randomUuid } from '../crypto/random.ts';
import { demandPrivilege } from './authorization.ts';
import { createKey } from './create-key.ts';
import type { Caller, Datacenter } from './datacenter.ts';
import { notAnEncryptionPolicy } from './encryption-plan.ts';
import { keyProviderAt } from './entity-default-provider.ts';
import { ensureCryptoSafe, giveKeyToHosts, safeHostsAround } from './host-encryption.ts';
import type { Operation } from './operation.ts';
import { encrypts } from './policy-rules.ts';
import type { VmRow } from './rows.ts';
import { VM_ENCRYPTION_POLICY_ID } from './vcenter.ts';
import { checkNewVm, createVm, type NewVm } from './vm-create.ts';

export interface NewVmPolicy {
  readonly policyId?: string;
  readonly providerName?: string;
  readonly skipHardDisks: boolean;
}

/** Makes a VM under a policy or a key provider; one that encrypts does so from the VM's first byte. */
export function* createVmWithPolicy(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewVm,
  { policyId = VM_ENCRYPTION_POLICY_ID, providerName, skipHardDisks }: NewVmPolicy,
): Operation<VmRow> {
  const policy = datacenter.get('storagePolicies', policyId);
  if (policy === undefined) return fail({ kind: 'NotFound', type: 'SpbmStoragePolicy', name: policyId });
  if (!encrypts(policy)) {
    if (providerName !== undefined) return fail(notAnEncryptionPolicy(policy));
    return createVm(datacenter, caller, { ...wanted, policyId });
  }
  const checked = checkNewVm(datacenter, caller, wanted);
  if (!checked.ok) return checked;
  const { folder, host } = checked.value;
  const allowed = demandPrivilege(datacenter, caller, 'Cryptographer.EncryptNew', folder);
  if (!allowed.ok) return allowed;
  const provider = keyProviderAt(datacenter, host.id, providerName);
  if (!provider.ok) return provider;
  const safe = yield* ensureCryptoSafe(datacenter, caller, host.id, provider.value, wanted.name);
  if (!safe.ok) return safe;
  const uuid = randomUuid();
  const kek = yield* createKey(datacenter, caller, provider.value, {
    component: 'Virtual Machine',
    name: wanted.name,
    identifier: uuid,
  });
  if (!kek.ok) return kek;
  const hosts = safeHostsAround(datacenter, safe.value);
  giveKeyToHosts(datacenter, hosts, kek.value);
  const vm = { ...wanted, uuid };
  const created = createVm(datacenter, caller, vm, { kek: kek.value, hosts, policyId, skipHardDisks });
  if (!created.ok) yield* datacenter.keys.discardNew(uuid);
  return created;
}
