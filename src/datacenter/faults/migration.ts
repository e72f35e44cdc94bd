import { formatBytes } from '../../base/units.ts';
import type { MigrationFault as EngineFault } from '../../vmotion/fault.ts';
import { type FaultWords, quote, text } from './fault-text.ts';

/** Why a VM cannot move, or did not arrive. */
export type MigrationFault =
  | {
      readonly kind: 'EncryptedVMotionNotSupported';
      readonly entity: string;
      readonly host: string;
      /** Why the host cannot, as a clause: `its processor has no AES-NI`. */
      readonly gap: string;
    }
  | {
      readonly kind: 'DatastoreNotAccessible';
      readonly entity: string;
      readonly host: string;
      readonly datastore: string;
    }
  | {
      readonly kind: 'InsufficientMemory';
      readonly entity: string;
      readonly host: string;
      readonly neededBytes: number;
      readonly freeBytes: number;
    }
  | {
      readonly kind: 'RuleViolation';
      readonly entity: string;
      readonly host: string;
      readonly cluster: string;
      readonly rule: string;
      /** As a clause: `keeps its VMs on different hosts`. */
      readonly says: string;
      readonly isVmHost: boolean;
    }
  | { readonly kind: 'NothingToMove'; readonly entity: string }
  | {
      readonly kind: 'CannotChangeVCenter';
      readonly entity: string;
      readonly vcenter: string;
      readonly why: string;
      readonly remedy: string;
    }
  | {
      readonly kind: 'EvacuationIncomplete';
      readonly host: string;
      readonly vms: readonly string[];
      /** Why the first of them stayed, and the way out. */
      readonly why: string;
      readonly remedy: string;
    }
  | { readonly kind: 'MigrationPolicyChanged'; readonly entity: string }
  | {
      readonly kind: 'MigrationFailed';
      readonly entity: string;
      readonly host: string;
      readonly engine: EngineFault['kind'];
      readonly detail: string;
    };

export const MIGRATION_FAULTS: FaultWords<MigrationFault> = {
  EncryptedVMotionNotSupported: ({ entity, host, gap }) =>
    text(
      'EncryptedVMotionNotSupported',
      'InvalidOperation',
      'The migration is not allowed: encrypted vMotion is required and not supported by a host.',
      `${entity} must move encrypted, and ${host} cannot: ${gap}. No byte was sent.`,
      `Choose another host (Get-VMHost | Select-Object Name, Version, AESNIStatus), or let it move in clear: Set-VMotionEncryption ${quote(entity)} -Encryption Opportunistic`,
    ),
  DatastoreNotAccessible: ({ entity, host, datastore }) =>
    text(
      'CannotAccessVmConfig',
      'InvalidOperation',
      `The host ${host} cannot access the datastore ${datastore} of ${entity}.`,
      'A VM runs only where its files can be reached; a vMotion moves its memory, not its disks.',
      `Move the disks too: Get-VMHost ${quote(host)} | Get-Datastore, then Move-VM ${quote(entity)} -Destination ${quote(host)} -Datastore NAME`,
    ),
  InsufficientMemory: ({ entity, host, neededBytes, freeBytes }) =>
    text(
      'InsufficientMemoryResourcesFault',
      'ResourceUnavailable',
      `The host ${host} does not have sufficient memory to run ${entity}.`,
      `It needs ${formatBytes(neededBytes)}; ${formatBytes(freeBytes)} are free.`,
      'Get-VMHost | Select-Object Name, MemoryUsageGB, MemoryTotalGB',
    ),
  RuleViolation: ({ entity, host, cluster, rule, says, isVmHost }) =>
    text(
      'RuleViolation',
      'InvalidOperation',
      isVmHost
        ? `Virtual machine ${entity} on host ${host} would violate a virtual machine - host affinity rule.`
        : `Virtual machine ${entity} on host ${host} would violate a virtual machine - virtual machine affinity rule.`,
      `The rule ${rule} ${says}.`,
      isVmHost
        ? `Choose another host, or: Get-DrsVMHostRule -Cluster ${quote(cluster)} -Name ${quote(rule)} | Set-DrsVMHostRule -Enabled $false`
        : `Choose another host, or: Get-DrsRule -Cluster ${quote(cluster)} -Name ${quote(rule)} | Set-DrsRule -Enabled $false`,
    ),
  NothingToMove: ({ entity }) =>
    text(
      'InvalidArgument.NothingToMove',
      'InvalidArgument',
      `Nothing says where ${entity} should go.`,
      'A move needs a -Destination, a -Datastore or an -InventoryLocation.',
      `Get-VMHost, then: Move-VM ${quote(entity)} -Destination NAME`,
    ),
  CannotChangeVCenter: ({ entity, vcenter, why, remedy }) =>
    text(
      'CannotChangeVCenter',
      'InvalidOperation',
      `${entity} cannot move to the vCenter ${vcenter}.`,
      why,
      remedy,
    ),
  EvacuationIncomplete: ({ host, vms, why, remedy }) =>
    text(
      'EvacuationIncomplete',
      'InvalidOperation',
      `The host ${host} could not be evacuated: ${listOf(vms)} stayed.`,
      why,
      remedy,
    ),
  MigrationPolicyChanged: ({ entity }) =>
    text(
      'MigrationPolicyChanged',
      'InvalidOperation',
      `The encrypted vMotion setting of ${entity} was changed while it moved.`,
      'Its memory was being sent in clear, which its new setting does not allow; it stays where it is.',
      'Run the move again.',
    ),
  MigrationFailed: ({ entity, host, engine, detail }) =>
    text(
      `MigrationFault.${engine}`,
      engine === 'ChannelIntegrity' ? 'SecurityError' : 'ConnectionError',
      `The migration of ${entity} to ${host} failed.`,
      detail,
      `See where it runs: Get-VM ${quote(entity)} | Select-Object Name, VMHost, PowerState`,
    ),
};

function listOf(names: readonly string[]): string {
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
}
