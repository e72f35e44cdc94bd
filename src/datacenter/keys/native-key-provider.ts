import { demandPrivilege, rootFolder } from '../access/authorization.ts';
import { requireCapability } from '../capabilities.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';

/**
 * Export- and Import-KeyProvider are for native key providers, whose root key is in the vCenter and can be taken out under
 * a password. Here keys are on key management servers only, so both cmdlets refuse, and say where the keys are.
 */
export function refuseNative(
  datacenter: Datacenter,
  caller: Caller,
  parameter: string,
  standard: { readonly name: string; readonly embedded: boolean } | undefined,
): Fault {
  const allowed = demandPrivilege(
    datacenter,
    caller,
    'Cryptographer.ManageKeyServers',
    rootFolder(datacenter),
  );
  if (!allowed.ok) return allowed.fault;
  const supported = requireCapability(datacenter, 'NativeKeyProvider', { name: 'the vCenter' });
  if (!supported.ok) return supported.fault;
  return {
    kind: 'InvalidArgument',
    parameter,
    rule:
      standard === undefined
        ? 'Only a native key provider is imported, and there are none here: keys are on key management servers.'
        : `Only a native key provider is exported. ${standard.name} is a standard one: its keys are on its key management servers, and nothing of them is in the vCenter.`,
    remedy:
      standard?.embedded === false
        ? 'Back up the key management servers themselves.'
        : 'The embedded server keeps its keys in the folder secrets beside the state file: copy both, together.',
  };
}
