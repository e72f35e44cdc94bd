import { fail, ok, type Result } from '../../base/result.ts';
import type { Fault } from '../faults.ts';
import type { HostRow, VmRow } from '../rows.ts';

/** Whether a VM's memory travels encrypted, and the sentence that says why. */
export interface EncryptionDecision {
  readonly encrypted: boolean;
  readonly reason: string;
}

/** The ESXi release that brought encrypted vMotion. */
const SINCE = [6, 5] as const;

/**
 * The policy's answer for one live migration. Required with a host that cannot is refused, Opportunistic falls
 * back to clear, Disabled never encrypts; an encrypted VM is Required whatever its row says.
 */
export function decideEncryption(
  vm: Pick<VmRow, 'name' | 'keyId' | 'migrateEncryption'>,
  source: HostRow,
  destination: HostRow,
): Result<EncryptionDecision, Fault> {
  const mode = vm.keyId === null ? vm.migrateEncryption : 'required';
  if (mode === 'disabled') return ok({ encrypted: false, reason: 'The policy is Disabled.' });
  const incapable = [source, destination].find((host) => encryptedVMotionGap(host) !== undefined);
  if (incapable === undefined) {
    if (vm.keyId !== null) return ok({ encrypted: true, reason: 'An encrypted VM always moves encrypted.' });
    return ok({
      encrypted: true,
      reason:
        mode === 'required'
          ? 'The policy is Required.'
          : 'The policy is Opportunistic and both hosts can encrypt.',
    });
  }
  const gap = encryptedVMotionGap(incapable) ?? '';
  if (mode === 'required')
    return fail({ kind: 'EncryptedVMotionNotSupported', entity: vm.name, host: incapable.name, gap });
  return ok({
    encrypted: false,
    reason: `The policy is Opportunistic and ${incapable.name} cannot encrypt: ${gap}.`,
  });
}

/** Why a host cannot take part in an encrypted vMotion, as a clause; undefined when it can. */
export function encryptedVMotionGap(host: Pick<HostRow, 'version' | 'aesNi'>): string | undefined {
  const [major = 0, minor = 0] = host.version.split('.').map(Number);
  if (major < SINCE[0] || (major === SINCE[0] && minor < SINCE[1]))
    return `it runs ESXi ${host.version}, and encrypted vMotion came with 6.5`;
  return host.aesNi ? undefined : 'its processor has no AES-NI';
}
