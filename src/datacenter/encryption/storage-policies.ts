import { fail, ok, type Result } from '../../base/result.ts';
import { randomUuid } from '../../crypto/random.ts';
import { demandPrivilege, requirePrivilege, rootFolder } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { StoragePolicyRow } from '../rows.ts';
import { encrypts, STORAGE_CAPABILITIES } from './policy-rules.ts';

/** Making, changing and removing storage policies. Built-in ones stay as they are: they are copied. */

export type PolicyContent = Pick<StoragePolicyRow, 'name' | 'description' | 'commonRules' | 'ruleSets'>;

const LIMIT_NAME_CHARACTERS = 80;

/** Policies, and what they are assigned to, are told only to whoever may view them. */
export function mayViewPolicies(datacenter: Datacenter, caller: Caller): Result<void, Fault> {
  return demandPrivilege(datacenter, caller, 'StorageProfile.View', rootFolder(datacenter));
}

export function createStoragePolicy(
  datacenter: Datacenter,
  caller: Caller,
  content: PolicyContent,
): Result<StoragePolicyRow, Fault> {
  return datacenter.commit(caller, 'create a storage policy', (tx) => {
    const row: StoragePolicyRow = { ...content, id: randomUuid(), isBuiltIn: false };
    const checked = checkContent(datacenter, caller, tx, row);
    if (!checked.ok) return checked;
    tx.put('storagePolicies', row);
    return ok(row);
  });
}

/** Changes a policy. What it is assigned to is not rewritten: it deviates until the policy is assigned again. */
export function changeStoragePolicy(
  datacenter: Datacenter,
  caller: Caller,
  id: string,
  change: Partial<PolicyContent>,
): Result<StoragePolicyRow, Fault> {
  return datacenter.commit(caller, 'change a storage policy', (tx) => {
    const current = changeable(tx, id);
    if (!current.ok) return current;
    const row: StoragePolicyRow = { ...current.value, ...change };
    const checked = checkContent(datacenter, caller, tx, row, current.value);
    if (!checked.ok) return checked;
    tx.put('storagePolicies', row);
    if (row.name !== current.value.name) {
      tx.event({
        eventTypeId: 'com.vmware.pbm.profile.updateName',
        message: `Storage policy ${current.value.name} was renamed to ${row.name}.`,
      });
    }
    return ok(row);
  });
}

export function removeStoragePolicy(
  datacenter: Datacenter,
  caller: Caller,
  id: string,
): Result<StoragePolicyRow, Fault> {
  return datacenter.commit(caller, 'remove a storage policy', (tx) => {
    const current = changeable(tx, id);
    if (!current.ok) return current;
    const { name: policy } = current.value;
    const allowed = mayManage(datacenter, caller, tx, encrypts(current.value));
    if (!allowed.ok) return allowed;
    const users = datacenter.find('vms', 'storagePolicy', id).map((vm) => vm.name);
    if (users.length > 0) return fail({ kind: 'PolicyInUse', policy, users });
    tx.remove('storagePolicies', id);
    tx.event({
      eventTypeId: 'com.vmware.pbm.profile.delete',
      message: `Storage policy ${policy} was deleted.`,
    });
    return current;
  });
}

function changeable(tx: Transaction, id: string): Result<StoragePolicyRow, Fault> {
  const row = tx.get('storagePolicies', id);
  if (row === undefined) return fail({ kind: 'NotFound', type: 'SpbmStoragePolicy', name: id });
  if (row.isBuiltIn) return fail({ kind: 'PolicyIsBuiltIn', policy: row.name, isEncryption: encrypts(row) });
  return ok(row);
}

/** What encrypts needs a privilege of its own, before and after the change. */
function mayManage(
  datacenter: Datacenter,
  caller: Caller,
  tx: Transaction,
  isEncryption: boolean,
): Result<void, Fault> {
  const root = rootFolder(tx);
  const update = requirePrivilege(datacenter, caller, 'StorageProfile.Update', root);
  if (!update.ok || !isEncryption) return update;
  return requirePrivilege(datacenter, caller, 'Cryptographer.ManageEncryptionPolicy', root);
}

function checkContent(
  datacenter: Datacenter,
  caller: Caller,
  tx: Transaction,
  row: StoragePolicyRow,
  before?: StoragePolicyRow,
): Result<void, Fault> {
  const allowed = mayManage(
    datacenter,
    caller,
    tx,
    encrypts(row) || (before !== undefined && encrypts(before)),
  );
  if (!allowed.ok) return allowed;
  const { name } = row;
  if (name.trim() === '' || name.length > LIMIT_NAME_CHARACTERS)
    return fail({
      kind: 'InvalidName',
      name,
      rule: `A policy's name has 1 to ${LIMIT_NAME_CHARACTERS} characters.`,
    });
  const taken = datacenter.find('storagePolicies', 'name', name.toLowerCase());
  if (taken.some((other) => other.id !== row.id))
    return fail({ kind: 'DuplicateName', type: 'SpbmStoragePolicy', name });
  return checkRules(row);
}

function checkRules({ commonRules, ruleSets }: PolicyContent): Result<void, Fault> {
  const wrong = (parameter: string, rule: string): Result<void, Fault> =>
    fail({
      kind: 'InvalidArgument',
      parameter,
      rule,
      remedy: 'Get-SpbmCapability | Select-Object Name, Category, AllowedValue',
    });
  const isCommon = (capability: string): boolean | undefined =>
    STORAGE_CAPABILITIES.find(({ name }) => name === capability)?.isCommon;
  for (const { capability } of commonRules) {
    if (isCommon(capability) !== true)
      return wrong('CommonRule', `${capability} is no common rule: it belongs into a rule set.`);
  }
  for (const { capability } of ruleSets.flatMap(({ rules }) => rules)) {
    if (isCommon(capability) !== false)
      return wrong('AnyOfRuleSets', `${capability} is a common rule: give it with -CommonRule.`);
  }
  return ok(undefined);
}
