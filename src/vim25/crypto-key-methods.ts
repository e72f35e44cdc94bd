import type { Result } from '../base/result.ts';
import { explainFault, type Fault } from '../datacenter/faults.ts';
import { generateKey, listKeys, removeKey } from '../datacenter/keys/key-operations.ts';
import { type KeyStatus, queryKeyStatus } from '../datacenter/keys/key-status.ts';
import type { CryptoKeyId } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import { faultObject } from './fault-object.ts';
import { methods, runToEnd, valueOrThrow } from './invoke.ts';
import { keyIdOf, listOf, make, refsOf } from './make.ts';
import { listArgument, numberArgument, objectIn, required, textIn } from './spec.ts';
import type { VimView } from './view.ts';
import type { VimObject } from './vim-object.ts';

/** Keys by themselves: CryptoManager's methods. */

const KEY_RESULT = 'VMware.Vim.CryptoKeyResult';

methods('CryptoManagerKmip', [
  {
    name: 'GenerateKey',
    parameters: ['KeyProviderId keyProvider'],
    returns: KEY_RESULT,
    run: (view, args) => {
      const provider = args[0] === null ? undefined : textIn(required(args, 0, 'keyProvider'), 'id');
      const operation = generateKey(view.session.datacenter, view.session.caller, provider);
      const keyId = runToEnd(view, operation, 'GenerateKey', args.length);
      return make('CryptoKeyResult', { keyId: keyIdOf(keyId), success: true });
    },
  },
  {
    name: 'ListKeys',
    parameters: ['int limit'],
    returns: 'VMware.Vim.CryptoKeyId[]',
    run: (view, args) => {
      const { datacenter, caller } = view.session;
      const keys = runToEnd(view, listKeys(datacenter, caller), 'ListKeys', args.length);
      return listOf('CryptoKeyId', keys.slice(0, numberArgument(args, 0) ?? keys.length).map(keyIdOf));
    },
  },
  {
    name: 'RemoveKey',
    parameters: ['CryptoKeyId key', 'bool force'],
    run: (view, args) => {
      valueOrThrow(removeOne(view, required(args, 0, 'key'), args[1] === true), 'RemoveKey', args.length);
      return null;
    },
  },
  {
    name: 'RemoveKeys',
    parameters: ['CryptoKeyId[] keys', 'bool force'],
    returns: `${KEY_RESULT}[]`,
    run: (view, args) =>
      listOf(
        'CryptoKeyResult',
        listArgument(args, 0).map((key) => keyResult(key, removeOne(view, key, args[1] === true))),
      ),
  },
  {
    name: 'QueryCryptoKeyStatus',
    parameters: ['CryptoKeyId[] keyIds', 'int checkKeyBitMap'],
    returns: 'VMware.Vim.CryptoManagerKmipCryptoKeyStatus[]',
    run: (view, args) => {
      const { datacenter, caller } = view.session;
      const keys = listArgument(args, 0).map(keyIn);
      const statuses = runToEnd(
        view,
        queryKeyStatus(datacenter, caller, keys),
        'QueryCryptoKeyStatus',
        args.length,
      );
      return listOf('CryptoManagerKmipCryptoKeyStatus', statuses.map(keyStatus));
    },
  },
  ...(['AddKey', 'AddKeys'] as const).map((name) => ({
    name,
    parameters: [name === 'AddKey' ? 'CryptoKeyPlain key' : 'CryptoKeyPlain[] keys'],
    run: (_: VimView, args: readonly Value[]): Value => valueOrThrow(plainKeyRefused(), name, args.length),
  })),
]);

/** Key bytes never come from a script: they would stand in its text, its variables and its history. */
function plainKeyRefused(): Result<never, Fault> {
  return {
    ok: false,
    fault: {
      kind: 'InvalidArgument',
      parameter: 'key',
      rule: 'A vCenter takes no key in plain text; its keys come from a key management server.',
      remedy:
        "(Get-View CryptoManagerKmip).GenerateKey((New-Object VMware.Vim.KeyProviderId -Property @{ Id = 'lab-kms' }))",
    },
  };
}

export function keyIn(object: VimObject): CryptoKeyId {
  const provider = objectIn(object, 'providerId');
  return { keyId: textIn(object, 'keyId') ?? '', providerId: (provider && textIn(provider, 'id')) ?? '' };
}

function removeOne({ session }: VimView, key: VimObject, force: boolean): Result<void, Fault> {
  return removeKey(session.datacenter, session.caller, keyIn(key), force);
}

function keyResult(key: VimObject, result: Result<void, Fault>): VimObject {
  if (result.ok) return make('CryptoKeyResult', { keyId: key, success: true });
  const { message, why } = explainFault(result.fault);
  return make('CryptoKeyResult', {
    keyId: key,
    success: false,
    reason: `${message} ${why}`,
    fault: make('LocalizedMethodFault', { fault: faultObject(result.fault), localizedMessage: message }),
  });
}

function keyStatus({ key, isAvailable, reason, users }: KeyStatus): VimObject {
  const vms = users.flatMap((user) => ('vm' in user ? [user.vm.id] : []));
  const hosts = users.flatMap((user) => ('host' in user ? [user.host.id] : []));
  return make('CryptoManagerKmipCryptoKeyStatus', {
    keyId: keyIdOf(key),
    keyAvailable: isAvailable,
    reason,
    encryptedVMs: refsOf(new Set(vms)),
    affectedHosts: refsOf(new Set(hosts)),
  });
}
