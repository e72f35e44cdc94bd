import { type FaultWords, text } from './fault-text.ts';

/** What a host cannot do. */
export type HostFault = {
  readonly kind: 'HostNotCryptoCapable';
  readonly host: string;
  readonly entity: string;
};

export const HOST_FAULTS: FaultWords<HostFault> = {
  HostNotCryptoCapable: ({ host, entity }) =>
    text(
      'HostNotCryptoCapable',
      'InvalidOperation',
      `The host ${host} does not support encryption.`,
      `${entity} can be encrypted only where the host's processor has AES-NI; its crypto state is incapable.`,
      `Move it to a host that can: Get-VMHost | Where-Object CryptoSafeSupported`,
    ),
};
