import { fail, ok, type Result } from '../base/result.ts';
import type { PolicyRequest } from '../datacenter/encryption/encryption-plan.ts';
import type { RekeyRequest } from '../datacenter/encryption/vm-rekey.ts';
import type { Fault } from '../datacenter/faults.ts';
import type { DiskRow, VmRow } from '../datacenter/rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID, VM_ENCRYPTION_POLICY_ID } from '../datacenter/vcenter.ts';
import { objectIn, objectsIn, textIn } from './spec.ts';
import type { VimObject } from './vim-object.ts';

/** What crypto specs and profiles ask of VM Home and of each disk, as requests of the model. */
export type CryptoRequest =
  | { readonly kind: 'policy'; readonly request: PolicyRequest }
  | { readonly kind: 'rekey'; readonly request: RekeyRequest };

interface Wish {
  readonly kind: 'policy' | 'shallow' | 'deep';
  readonly policyId?: string;
  readonly keyId?: string;
  readonly providerName?: string;
}

/** The disks that a spec edits, each with the VirtualDeviceConfigSpec that does. */
export interface DiskEdit {
  readonly disk: DiskRow;
  readonly spec: VimObject;
}

/**
 * The requests in the order in which they can be done: VM Home before disks to encrypt, disks before VM Home to
 * decrypt; what asks for the same goes together.
 */
export function cryptoRequests(
  vm: VmRow,
  spec: VimObject,
  edits: readonly DiskEdit[],
): Result<CryptoRequest[], Fault> {
  const home = wishOf(objectIn(spec, 'crypto'), objectsIn(spec, 'vmProfile'), 'spec.crypto');
  if (!home.ok) return home;
  const state = checkState(vm, objectIn(spec, 'crypto'), edits);
  if (!state.ok) return state;
  const groups: { readonly wish: Wish; home: boolean; readonly disks: number[] }[] = [];
  const join = (wish: Wish): (typeof groups)[number] => {
    let group = groups.find((known) => isSame(known.wish, wish));
    if (group === undefined) {
      group = { wish, home: false, disks: [] };
      groups.push(group);
    }
    return group;
  };
  if (home.value !== undefined) join(home.value).home = true;
  for (const { disk, spec: edit } of edits) {
    const wish = wishOf(cryptoOf(edit), objectsIn(edit, 'profile'), 'spec.deviceChange.backing.crypto');
    if (!wish.ok) return wish;
    if (wish.value !== undefined) join(wish.value).disks.push(disk.key);
  }
  const requests = groups.map(({ wish, home: isHome, disks }) => requestOf(vm, wish, isHome, disks));
  return ok(requests.sort((a, b) => rank(a) - rank(b)));
}

function cryptoOf(edit: VimObject): VimObject | undefined {
  const backing = objectIn(edit, 'backing');
  return backing && objectIn(backing, 'crypto');
}

/** A crypto spec says what is to be done; what is so already is refused, where a profile would let it be. */
function checkState(vm: VmRow, home: VimObject | undefined, edits: readonly DiskEdit[]): Result<void, Fault> {
  if (home?.typeName === 'CryptoSpecEncrypt' && vm.keyId !== null)
    return fail({ kind: 'InvalidState', reason: 'AlreadyEncrypted', entity: vm.name });
  if (home?.typeName === 'CryptoSpecDecrypt' && vm.keyId === null)
    return fail({ kind: 'InvalidState', reason: 'NotEncrypted', entity: vm.name });
  const labels = (typeName: string, isEncrypted: boolean): string[] =>
    edits
      .filter(({ spec }) => cryptoOf(spec)?.typeName === typeName)
      .filter(({ disk }) => (disk.keyId !== null) === isEncrypted)
      .map(({ disk }) => disk.label);
  const again = labels('CryptoSpecEncrypt', true);
  if (again.length > 0) return fail({ kind: 'DisksEncrypted', entity: vm.name, disks: again });
  const plain = labels('CryptoSpecDecrypt', false);
  return plain.length > 0
    ? fail({ kind: 'DisksNotEncrypted', entity: vm.name, disks: plain })
    : ok(undefined);
}

function wishOf(
  crypto: VimObject | undefined,
  profiles: readonly VimObject[],
  path: string,
): Result<Wish | undefined, Fault> {
  const profile = profiles.map(profileId).find((id) => id !== undefined);
  const policy = profile === undefined ? undefined : { kind: 'policy' as const, policyId: profile };
  switch (crypto?.typeName) {
    case undefined:
    case 'CryptoSpecNoOp':
    case 'CryptoSpecRegister':
      return ok(policy);
    case 'CryptoSpecEncrypt':
      return ok({
        kind: 'policy',
        policyId: VM_ENCRYPTION_POLICY_ID,
        ...policy,
        ...keyOf(crypto, 'cryptoKeyId'),
      });
    case 'CryptoSpecDecrypt':
      return ok({ kind: 'policy', policyId: DATASTORE_DEFAULT_POLICY_ID, ...policy });
    case 'CryptoSpecShallowRecrypt':
      return ok({ kind: 'shallow', ...keyOf(crypto, 'newKeyId') });
    case 'CryptoSpecDeepRecrypt':
      return ok({ kind: 'deep', ...keyOf(crypto, 'newKeyId') });
    default:
      return fail({
        kind: 'InvalidArgument',
        parameter: path,
        rule: `${crypto?.typeName ?? ''} says nothing of what is to be done.`,
        remedy:
          'Give a CryptoSpecEncrypt, CryptoSpecDecrypt, CryptoSpecShallowRecrypt, CryptoSpecDeepRecrypt or CryptoSpecNoOp.',
      });
  }
}

/** The policy's id in a profile; an empty profile stands for the datastore's default. */
function profileId(profile: VimObject): string | undefined {
  if (profile.typeName === 'VirtualMachineEmptyProfileSpec') return DATASTORE_DEFAULT_POLICY_ID;
  return textIn(profile, 'profileId');
}

function keyOf(crypto: VimObject, property: string): Pick<Wish, 'keyId' | 'providerName'> {
  const key = objectIn(crypto, property);
  const provider = key && objectIn(key, 'providerId');
  const keyId = key && textIn(key, 'keyId');
  const providerName = provider && textIn(provider, 'id');
  return {
    ...(keyId !== undefined && keyId !== '' && { keyId }),
    ...(providerName !== undefined && providerName !== '' && { providerName }),
  };
}

function isSame(a: Wish, b: Wish): boolean {
  return (['kind', 'policyId', 'keyId', 'providerName'] as const).every((name) => a[name] === b[name]);
}

function requestOf(vm: VmRow, wish: Wish, home: boolean, disks: readonly number[]): CryptoRequest {
  const { kind, policyId = DATASTORE_DEFAULT_POLICY_ID, keyId, providerName } = wish;
  const key = { ...(keyId !== undefined && { keyId }), ...(providerName !== undefined && { providerName }) };
  if (kind === 'policy') return { kind, request: { vmId: vm.id, home, disks, policyId, ...key } };
  return { kind: 'rekey', request: { vmId: vm.id, home, disks, deep: kind === 'deep', ...key } };
}

function rank({ kind, request }: CryptoRequest): number {
  const decrypts = kind === 'policy' && request.policyId === DATASTORE_DEFAULT_POLICY_ID;
  return decrypts ? (request.home ? 1 : 0) : request.home ? 2 : 3;
}
