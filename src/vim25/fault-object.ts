import type { Fault } from '../datacenter/faults.ts';
import { keyIdOf, listOf, make, powerStateOf, refOf } from './make.ts';
import type { VimObject } from './vim-object.ts';

/** A fault of the model as the API has it: what a script finds in `MethodFault` and in a task's error. */
export function faultObject(fault: Fault): VimObject {
  switch (fault.kind) {
    case 'InvalidState':
    case 'MigrationEncryptionLocked':
      return make('InvalidState', {});
    case 'HomeNeedsPlainDisks':
      return make('InvalidVmConfig', { property: 'configSpec.crypto' });
    case 'DisksEncrypted':
    case 'DisksNotEncrypted':
      return make('InvalidDeviceOperation', { property: 'deviceChange.backing.crypto', deviceIndex: 0 });
    case 'DiskNeedsEncryptedHome':
    case 'PlainDiskUnderPolicy':
    case 'DisksOfOtherVm':
      return make('InvalidDeviceSpec', { property: 'deviceChange.backing.crypto', deviceIndex: 0 });
    case 'DiskKeyRequired':
      return make('GenericVmConfigFault', { reason: 'msg.vigor.enc.keyNotFound' });
    case 'InvalidPowerState':
      return make('InvalidPowerState', {
        requestedState: powerStateOf(fault.requestedState),
        existingState: powerStateOf(fault.existingState),
      });
    case 'NoPermission':
      return make('NoPermission', { object: refOf(fault.entityId), privilegeId: fault.privilege });
    case 'EncryptionKeyRequired':
      return make('EncryptionKeyRequired', { requiredKey: listOf('CryptoKeyId', [keyIdOf(fault.key)]) });
    case 'KeyNotFound':
      return make('KeyNotFound', { key: fault.key.keyId });
    case 'DuplicateName':
      return make('DuplicateName', { name: fault.name });
    case 'InvalidArgument':
      return make('InvalidArgument', { invalidProperty: fault.parameter });
    case 'NotSupported':
      return make('NotSupported', {});
    case 'NotFound':
      return make('NotFound', {});
    default:
      return make('SystemError', { reason: fault.kind });
  }
}
