import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { ServerReference } from '../keys/key-servers.ts';
import type { KeyServerRow, VmRow } from '../rows.ts';

/**
 * What a VM is to the datacenter. Encrypting the vCenter or the KMS makes a power-on loop: so it is refused for
 * the vCenter, and for a KMS unless forced; and an encrypted VM is not made either.
 */
export function checkPowerOnLoop(vm: VmRow, force: boolean): Result<void, Fault> {
  if (vm.role === null || (vm.role === 'kms' && force)) return ok(undefined);
  return fail({ kind: 'PowerOnLoop', entity: vm.name, role: vm.role });
}

export function setVmRole(
  datacenter: Datacenter,
  caller: Caller,
  request: {
    readonly vmId: string;
    readonly role: VmRow['role'];
    readonly force: boolean;
    /** The embedded key management server that runs in the VM: it answers only while the VM is on. */
    readonly server?: ServerReference;
  },
): Result<VmRow, Fault> {
  const { vmId, role, force } = request;
  return datacenter.commit<VmRow>(caller, 'set what a VM is to the datacenter', (tx) => {
    const vm = tx.get('vms', vmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
    const allowed = requirePrivilege(datacenter, caller, 'VirtualMachine.Config.ManagedBy', vm);
    if (!allowed.ok) return allowed;
    const after: VmRow = { ...vm, role };
    const isEncrypted = vm.keyId !== null || vm.disks.some((disk) => disk.keyId !== null);
    const loop = isEncrypted ? checkPowerOnLoop(after, force) : ok(undefined);
    if (!loop.ok) return fail({ kind: 'PowerOnLoopNow', entity: vm.name, role: role ?? 'kms' });
    const [other] = role === 'vcenter' ? vcenterVms(datacenter, vmId) : [];
    if (other !== undefined) tx.put('vms', { ...other, role: null });
    tx.put('vms', after);
    const housed = houseServer(datacenter, tx, vmId, role === 'kms' ? request.server : undefined);
    if (!housed.ok) return housed;
    tx.event({
      eventTypeId: 'VmReconfiguredEvent',
      message: `${vm.name} is ${role === null ? 'an ordinary VM' : role === 'kms' ? 'a key management server' : 'the vCenter Server'} of this datacenter`,
      vm: { id: vm.id, name: vm.name },
      arguments: { role: role ?? 'none' },
    });
    return ok(after);
  });
}

/** There is one vCenter: the VM that was it before is one no longer. */
function vcenterVms(datacenter: Datacenter, exceptId: string): VmRow[] {
  return [...datacenter.rows('vms')].filter((vm) => vm.role === 'vcenter' && vm.id !== exceptId);
}

/** The server runs in the VM; what ran in it before, where nothing is named, runs elsewhere again. */
function houseServer(
  datacenter: Datacenter,
  tx: Transaction,
  vmId: string,
  wanted: ServerReference | undefined,
): Result<void, Fault> {
  for (const provider of [...datacenter.rows('keyProviders')]) {
    const isWanted = (server: KeyServerRow): boolean =>
      provider.id === wanted?.providerId && server.name === wanted.serverName;
    if (provider.servers.some(isWanted) && !provider.embedded) {
      return fail({
        kind: 'InvalidArgument',
        parameter: 'KeyManagementServer',
        rule: `${wanted?.serverName} is a server of its own at its address; only the embedded one can be put into a VM.`,
        remedy: 'Get-KeyProvider | Where-Object Embedded | Get-KeyManagementServer',
      });
    }
    const servers = provider.servers.map((server) => {
      const { vmId: host, ...rest } = server;
      if (isWanted(server)) return { ...rest, vmId };
      return host === vmId ? rest : server;
    });
    if (servers.some((server, index) => server !== provider.servers[index]))
      tx.put('keyProviders', { ...provider, servers });
  }
  return ok(undefined);
}
