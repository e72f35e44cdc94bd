import { fail, ok, type Result } from '../../base/result.ts';
import { randomUuid } from '../../crypto/random.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import {
  ensureCryptoSafe,
  giveKeyToHosts,
  hostsToEnable,
  safeHostsAround,
} from '../hosts/host-encryption.ts';
import { createKey } from '../keys/create-key.ts';
import { keyProviderAt } from '../keys/entity-default-provider.ts';
import type { Operation } from '../operation.ts';
import type { HostRow, KeyProviderRow, StoragePolicyRow, VmRow } from '../rows.ts';
import { VM_ENCRYPTION_POLICY_ID } from '../vcenter.ts';
import { checkNewVm, createVm, type NewVm } from '../vm/vm-create.ts';
import { notAnEncryptionPolicy } from './encryption-plan.ts';
import { encrypts } from './policy-rules.ts';

export interface NewVmPolicy {
  readonly policyId?: string;
  readonly providerName?: string;
  readonly skipHardDisks: boolean;
}

/** What becomes of a new VM under a policy. */
export interface NewVmPolicyPlan {
  readonly policy: StoragePolicyRow;
  /** Undefined: the policy encrypts nothing. */
  readonly encryption:
    | {
        readonly host: HostRow;
        readonly provider: KeyProviderRow;
        /** The hosts whose encryption mode is turned on first. */
        readonly hostsToEnable: readonly HostRow[];
      }
    | undefined;
}

/** What must hold before a VM is made under a policy or a key provider. */
export function planNewVmPolicy(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewVm,
  { policyId = VM_ENCRYPTION_POLICY_ID, providerName }: NewVmPolicy,
): Result<NewVmPolicyPlan, Fault> {
  const policy = datacenter.get('storagePolicies', policyId);
  if (policy === undefined) return fail({ kind: 'NotFound', type: 'SpbmStoragePolicy', name: policyId });
  if (!encrypts(policy))
    return providerName === undefined
      ? ok({ policy, encryption: undefined })
      : fail(notAnEncryptionPolicy(policy));
  const checked = checkNewVm(datacenter, caller, wanted);
  if (!checked.ok) return checked;
  const { folder, host } = checked.value;
  const allowed = demandPrivilege(datacenter, caller, 'Cryptographer.EncryptNew', folder);
  if (!allowed.ok) return allowed;
  const provider = keyProviderAt(datacenter, host.id, providerName);
  if (!provider.ok) return provider;
  return ok({
    policy,
    encryption: {
      host,
      provider: provider.value,
      hostsToEnable: hostsToEnable(datacenter, caller, host),
    },
  });
}

/** Makes a VM under a policy or a key provider; one that encrypts does so from the VM's first byte. */
export function* createVmWithPolicy(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewVm,
  asked: NewVmPolicy,
): Operation<VmRow> {
  const planned = planNewVmPolicy(datacenter, caller, wanted, asked);
  if (!planned.ok) return planned;
  const { policy, encryption } = planned.value;
  if (encryption === undefined)
    return yield* createVm(datacenter, caller, { ...wanted, policyId: policy.id });
  const { host, provider } = encryption;
  const safe = yield* ensureCryptoSafe(datacenter, caller, host.id, provider, wanted.name);
  if (!safe.ok) return safe;
  const uuid = randomUuid();
  const kek = yield* createKey(datacenter, caller, provider, {
    component: 'Virtual Machine',
    name: wanted.name,
    identifier: uuid,
  });
  if (!kek.ok) return kek;
  const hosts = safeHostsAround(datacenter, safe.value);
  giveKeyToHosts(datacenter, hosts, kek.value);
  const vm = { ...wanted, uuid };
  const created = yield* createVm(datacenter, caller, vm, {
    kek: kek.value,
    hosts,
    policyId: policy.id,
    skipHardDisks: asked.skipHardDisks,
  });
  if (!created.ok) yield* datacenter.keys.discardNew(uuid);
  return created;
}
