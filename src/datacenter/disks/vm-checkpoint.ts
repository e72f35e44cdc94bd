import { fail, ok, type Result } from '../../base/result.ts';
import { readSmallFile, removeIfPresent, replaceFile } from '../../storage/durable-file.ts';
import { readHomeFile, writeHomeFile } from '../../storage/home-file.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { fileOf, fromStorage } from '../places.ts';
import type { VmRow } from '../rows.ts';
import { type OpenHome, seedOf } from '../vm/vm-files.ts';

/**
 * The checkpoint of a suspended VM (`.vmss`). Guest memory is made from the VM's seed, so that is what makes the
 * memory again. Of an encrypted VM it is sealed.
 */

const LIMIT_CHECKPOINT_BYTES = 1024 ** 2;

export function checkpointPathOf(vm: Pick<VmRow, 'vmxPath'>): string {
  return vm.vmxPath.replace(/\.vmx$/, '.vmss');
}

export function writeCheckpoint(datacenter: Datacenter, vm: VmRow, home: OpenHome): Result<void, Fault> {
  const file = fileOf(datacenter, checkpointPathOf(vm));
  if (!file.ok) return file;
  const content = Buffer.from(
    JSON.stringify({
      vm: vm.uuid,
      memoryBytes: vm.memoryBytes,
      numCpu: vm.numCpu,
      memorySeed: seedOf(home.secrets),
      workload: vm.workload,
      suspendedAt: new Date(datacenter.clock.nowMs()).toISOString(),
    }),
  );
  const { homeKey } = home;
  if (homeKey === undefined) {
    const written = replaceFile(file.value, content);
    return written.ok ? ok(undefined) : fail(fromStorage(written.fault));
  }
  const seal = { homeKey, vmUuid: vm.uuid, role: 'vmss', generation: 1 };
  const written = writeHomeFile(file.value, content, seal);
  return written.ok ? ok(undefined) : fail(fromStorage(written.fault));
}

/** Opens the checkpoint of a suspended VM: one of another VM, or one that was tampered with, is refused. */
export function openCheckpoint(
  datacenter: Datacenter,
  vm: VmRow,
  { homeKey }: OpenHome,
): Result<void, Fault> {
  const file = fileOf(datacenter, checkpointPathOf(vm));
  if (!file.ok) return file;
  const opened =
    homeKey === undefined
      ? readSmallFile(file.value, LIMIT_CHECKPOINT_BYTES)
      : readHomeFile(file.value, { homeKey, vmUuid: vm.uuid, role: 'vmss' });
  if (!opened.ok) return fail(fromStorage(opened.fault));
  const content = 'content' in opened.value ? opened.value.content : opened.value;
  if (Buffer.from(content).includes(vm.uuid)) return ok(undefined);
  return fail({
    kind: 'DiskFault',
    file: checkpointPathOf(vm),
    detail: 'It is not the checkpoint of this VM.',
    remedy: `Stop-VM ${vm.name} -Confirm:$false throws the suspended state away.`,
  });
}

/** A VM that is no longer suspended needs its checkpoint no more. */
export function removeCheckpoint(datacenter: Datacenter, vm: VmRow): void {
  const file = fileOf(datacenter, checkpointPathOf(vm));
  if (file.ok) removeIfPresent(file.value);
}
