import { fail, ok, type Result } from '../../base/result.ts';
import { SECTOR_BYTES } from '../../base/units.ts';
import { openDisk } from '../../storage/disk.ts';
import { type KeyEncryptionKey, keyRing } from '../../storage/disk-key.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { keysOfVm } from '../keys/vm-keys.ts';
import type { Operation } from '../operation.ts';
import { fileOf, fromStorage } from '../places.ts';
import type { VmRow } from '../rows.ts';

/** The console of a VM: what its firmware shows of the guest's own first disk. */
export interface Console {
  readonly vm: VmRow;
  readonly lines: readonly string[];
}

const INTERACT = 'VirtualMachine.Interact.ConsoleInteract';

/** On an encrypted VM the console shows plain data, so it needs Cryptographer.Access; each one leaves an event. */
export function* openConsole(datacenter: Datacenter, caller: Caller, vmId: string): Operation<Console> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const allowed = demandPrivilege(datacenter, caller, INTERACT, vm);
  if (!allowed.ok) return allowed;
  const isEncrypted = vm.keyId !== null || vm.disks.some((disk) => disk.keyId !== null);
  const access = isEncrypted
    ? demandPrivilege(datacenter, caller, 'Cryptographer.Access', vm)
    : ok(undefined);
  if (!access.ok) return access;
  if (vm.powerState !== 'PoweredOn') {
    return fail({
      kind: 'InvalidPowerState',
      entity: vm.name,
      operation: 'Its console',
      requestedState: 'PoweredOn',
      existingState: vm.powerState,
    });
  }
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const keys = yield* keysOfVm(datacenter, caller, vm, host);
  if (!keys.ok) return keys;
  const boot = bootLines(datacenter, vm, keys.value);
  if (!boot.ok) return boot;
  return datacenter.commit<Console>(caller, 'open a console', (tx) => {
    const reference = { id: vm.id, name: vm.name };
    tx.event({
      eventTypeId: 'VmAcquiredMksTicketEvent',
      message: `A ticket for ${vm.name} of type mks on ${host.name} has been acquired`,
      vm: reference,
      host: { id: host.id, name: host.name },
    });
    if (isEncrypted) {
      tx.event({
        eventTypeId: 'com.vmware.vc.crypto.Operation',
        message: `The console of the encrypted virtual machine ${vm.name} was opened.`,
        vm: reference,
        arguments: { operation: 'Console' },
      });
    }
    return ok({ vm, lines: boot.value });
  });
}

/** What a BIOS says that boots from the first disk: it reads the first sector and looks for its signature. */
function bootLines(
  datacenter: Datacenter,
  vm: VmRow,
  keys: readonly KeyEncryptionKey[],
): Result<string[], Fault> {
  const lines = [
    `PhoenixBIOS 4.0 Release 6.0  ${vm.numCpu} CPU, ${vm.memoryBytes / 1024 ** 2} MB`,
    `Virtual machine ${vm.name} (${vm.guestId})`,
  ];
  const [disk] = vm.disks;
  if (disk === undefined) return ok([...lines, 'Operating System not found']);
  const file = fileOf(datacenter, disk.fileName);
  if (!file.ok) return file;
  const opened = openDisk(file.value, { access: 'read', keys: keyRing(keys) });
  if (!opened.ok) return fail(fromStorage(opened.fault));
  const sector = new Uint8Array(SECTOR_BYTES);
  const read = opened.value.read(sector, 0);
  opened.value.close();
  if (!read.ok) return fail(fromStorage(read.fault));
  const isBootable = sector[510] === 0x55 && sector[511] === 0xaa;
  return ok([
    ...lines,
    `Booting from ${disk.label} (${disk.capacityBytes / 1024 ** 3} GB)`,
    isBootable ? 'Boot sector found, starting it' : `No boot sector; it begins: ${printable(sector)}`,
  ]);
}

function printable(sector: Uint8Array): string {
  return Buffer.from(sector.subarray(0, 32))
    .toString('latin1')
    .replace(/[^ -~]/g, '.');
}
