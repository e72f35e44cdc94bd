import type { HostRow } from '../rows.ts';
import { type FaultWords, quote, text } from './fault-text.ts';

/** What a host cannot do. */
export type HostFault =
  | { readonly kind: 'HostNotCryptoCapable'; readonly host: string; readonly entity: string }
  | { readonly kind: 'NoSafeHost'; readonly entity: string }
  | { readonly kind: 'HostPowerState'; readonly host: string; readonly existingState: HostRow['powerState'] }
  | { readonly kind: 'HostHasRunningVms'; readonly host: string; readonly vms: readonly string[] };

export const HOST_FAULTS: FaultWords<HostFault> = {
  HostNotCryptoCapable: ({ host, entity }) =>
    text(
      'HostNotCryptoCapable',
      'InvalidOperation',
      `The host ${host} does not support encryption.`,
      `${host === entity ? 'It' : host} is incapable: encryption needs ESXi 6.5 or later and a processor with AES-NI.`,
      `${host === entity ? 'Hosts that can' : `Take a host that can for ${entity}`}: Get-VMHost | Where-Object CryptoSafeSupported`,
    ),
  NoSafeHost: ({ entity }) =>
    text(
      'NoSafeHost',
      'ResourceUnavailable',
      `No host can run ${entity}.`,
      'It is encrypted, and no other connected host of the cluster is crypto-safe.',
      'Get-VMHost | Select-Object Name, ConnectionState, CryptoState',
    ),
  HostPowerState: ({ host, existingState }) =>
    text(
      'InvalidPowerState.VMHost',
      'InvalidOperation',
      `The attempted operation cannot be performed in the current state (${existingState}).`,
      `The host ${host} is ${existingState}.`,
      existingState === 'PoweredOn' ? `Nothing: it is on already.` : `Start-VMHost ${quote(host)}`,
    ),
  HostHasRunningVms: ({ host, vms }) =>
    text(
      'InvalidState.HostHasRunningVms',
      'InvalidOperation',
      `The host ${host} cannot enter maintenance mode.`,
      `Virtual machines run on it: ${vms.slice(0, 10).join(', ')}${vms.length > 10 ? ` and ${vms.length - 10} more` : ''}.`,
      `Get-VM -Location ${quote(host)} | Where-Object PowerState -eq PoweredOn | Stop-VM`,
    ),
};
