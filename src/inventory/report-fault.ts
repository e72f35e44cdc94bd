import type { Result } from '../base/result.ts';
import { didYouMean } from '../base/similar-names.ts';
import type { CmdletError } from '../cmdlet/error.ts';
import type { Invocation } from '../cmdlet/invocation.ts';
import { explainFault, type Fault } from '../datacenter/faults.ts';
import type { Value } from '../values/value.ts';

/** A fault of the model as a cmdlet reports it: the sentence, then Why and Try. */
export function faultError(fault: Fault, target?: Value): CmdletError {
  const { id, category, message, why, remedy } = explainFault(fault);
  return {
    message,
    id,
    category,
    why,
    advice: remedy,
    exceptionType:
      EXCEPTIONS[fault.kind] ?? 'VMware.VimAutomation.ViCore.Types.V1.ErrorHandling.VimException',
    ...(target !== undefined && { target }),
  };
}

/** Exceptions that scripts catch by type. */
const EXCEPTIONS: Partial<Record<Fault['kind'], string>> = {
  NotFound: 'VMware.VimAutomation.Sdk.Types.V1.ErrorHandling.VimException.VimException',
  NoPermission: 'VMware.Vim.NoPermission',
  InvalidPowerState: 'VMware.Vim.InvalidPowerState',
  InvalidState: 'VMware.Vim.InvalidState',
  InvalidLogin: 'VMware.VimAutomation.ViCore.Types.V1.ErrorHandling.InvalidLogin',
  EncryptionKeyRequired: 'VMware.Vim.EncryptionKeyRequired',
  KeyNotFound: 'VMware.Vim.KeyNotFound',
  ResourceInUse: 'VMware.Vim.ResourceInUse',
};

export function reportFault(invocation: Invocation, fault: Fault, target?: Value): void {
  invocation.writeError(faultError(fault, target));
}

/** True where it would be refused, which is reported: nobody is asked about it, and -WhatIf says so too. */
export function reportRefusal(
  invocation: Invocation,
  checked: Result<unknown, Fault>,
  target?: Value,
): boolean {
  if (!checked.ok) reportFault(invocation, checked.fault, target);
  return !checked.ok;
}

/** The same words for what there is and does not meet the command's other parameters. */
export function reportLeftOut(invocation: Invocation, type: string, name: string, byId: boolean): void {
  invocation.writeError({
    ...faultError({ kind: 'NotFound', type, name }, name),
    id: `Core_Get${type}_NotFound`,
    why: 'There is one, but it does not meet the other parameters.',
    advice: `Leave them out: Get-${type} ${byId ? '-Id ' : ''}'${name}'`,
  });
}

/** PowerCLI's words for a name that nothing has; the pipeline goes on. `names` are those that there are. */
export function reportNotFound(
  invocation: Invocation,
  type: string,
  name: string,
  names: () => Iterable<string> = () => [],
): void {
  const error = faultError({ kind: 'NotFound', type, name }, name);
  const { advice = null } = error;
  invocation.writeError({
    ...error,
    id: `Core_Get${type}_NotFound`,
    advice: () => didYouMean(name, names()) ?? (typeof advice === 'function' ? advice() : advice),
  });
}
