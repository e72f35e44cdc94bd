import { ACCESS_FAULTS, type AccessFault } from './faults/access.ts';
import { CAPACITY_FAULTS, type CapacityFault } from './faults/capacity.ts';
import type { FaultText, FaultWords } from './faults/fault-text.ts';
import { GENERAL_FAULTS, type GeneralFault } from './faults/general.ts';
import { HOST_FAULTS, type HostFault } from './faults/host.ts';
import { INVALID_STATE_FAULTS, type InvalidStateFault } from './faults/invalid-state.ts';
import { KEY_FAULTS, type KeyFault } from './faults/key.ts';
import { MIGRATION_FAULTS, type MigrationFault } from './faults/migration.ts';
import {
  type EncryptionConflictFault,
  NOT_SUPPORTED_FAULTS,
  type NotSupportedFault,
} from './faults/not-supported.ts';
import { POLICY_FAULTS, type PolicyFault } from './faults/policy.ts';
import { STORAGE_FAULTS, type StorageFault } from './faults/storage.ts';
import { VIRTUAL_MACHINE_FAULTS, type VirtualMachineFault } from './faults/virtual-machine.ts';

/**
 * Everything that can go wrong in the model for a reason other than a bug, with vSphere's fault names.
 * Each area's file under faults/ holds its faults and their words.
 */
export type Fault =
  | GeneralFault
  | AccessFault
  | CapacityFault
  | VirtualMachineFault
  | HostFault
  | KeyFault
  | MigrationFault
  | StorageFault
  | PolicyFault
  | InvalidStateFault
  | NotSupportedFault
  | EncryptionConflictFault;

const WORDS: FaultWords<Fault> = {
  ...GENERAL_FAULTS,
  ...ACCESS_FAULTS,
  ...CAPACITY_FAULTS,
  ...VIRTUAL_MACHINE_FAULTS,
  ...HOST_FAULTS,
  ...KEY_FAULTS,
  ...MIGRATION_FAULTS,
  ...STORAGE_FAULTS,
  ...POLICY_FAULTS,
  ...INVALID_STATE_FAULTS,
  ...NOT_SUPPORTED_FAULTS,
};

/** The words for a fault: message, the rule behind it, and the way out. */
export function explainFault(fault: Fault): FaultText {
  return WORDS[fault.kind](fault as never);
}
