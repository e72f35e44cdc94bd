import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { planPolicy } from '../../src/datacenter/encryption/encryption-plan.ts';
import { encrypts } from '../../src/datacenter/encryption/policy-rules.ts';
import { applyPolicy } from '../../src/datacenter/encryption/vm-encryption.ts';
import type { Fault } from '../../src/datacenter/faults.ts';
import type { VmRow } from '../../src/datacenter/rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID } from '../../src/datacenter/vcenter.ts';
import { configurationOf, entityConfigurationType } from '../../src/inventory/entity-configuration.ts';
import { type PolicyTarget, policyTargets } from '../../src/inventory/policy-targets.ts';
import { reportFault, reportNotFound } from '../../src/inventory/report-fault.ts';
import { runRewrite } from '../../src/inventory/run-rewrite.ts';
import { storagePolicyType } from '../../src/inventory/storage-policy.ts';
import { vmValue } from '../../src/inventory/virtual-machine.ts';
import { reportAbsent } from '../../src/inventory/vm-options.ts';
import type { TypedObject } from '../../src/values/object-type.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';

export default defineCmdlet({
  name: 'Set-SpbmEntityConfiguration',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Assigns a storage policy to VM Home and disks, which encrypts or decrypts them.',
  description:
    'An encryption policy encrypts what it is assigned to, Datastore Default decrypts. A VM stands for VM Home alone: its disks are given by themselves. What is given of one VM is changed together. VM Home can be decrypted only when no disk stays encrypted.',
  parameters: {
    Configuration: {
      type: 'object',
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'VMs, disks, or what Get-SpbmEntityConfiguration gives.',
    },
    StoragePolicy: {
      type: storagePolicyType,
      mandatory: true,
      allowNull: true,
      help: 'The policy, or $null to take the present one away.',
    },
    ReplicationGroup: { type: 'object', help: 'A replication group; there are none here.' },
    AutoReplicationGroup: { type: 'switch', help: 'Changes nothing: no policy here asks for replication.' },
  },
  output: [entityConfigurationType],
  impact: 'medium',
  privileges: ['VirtualMachine.Config.Settings', 'Cryptographer.Encrypt', 'Cryptographer.Decrypt'],
  examples: [
    {
      title: 'Encrypt VM Home and disks',
      code: "Set-SpbmEntityConfiguration (Get-VM app-01), (Get-HardDisk app-01) -StoragePolicy 'VM Encryption Policy'",
    },
    {
      title: 'Decrypt them',
      before: 'Enable-VMEncryption app-02',
      code: "Set-SpbmEntityConfiguration (Get-VM app-02), (Get-HardDisk app-02) -StoragePolicy 'Datastore Default'",
    },
  ],
  begin: (): Value[] => [],
  process: (args, _invocation, gathered) => void gathered.push(...args.Configuration),
  end(args, invocation, gathered) {
    if (reportAbsent(invocation, { ReplicationGroup: args.ReplicationGroup })) return;
    const { targets, unknown, others } = policyTargets(invocation.session, gathered);
    for (const name of unknown) reportNotFound(invocation, 'VM', name);
    // With $null there is no object.
    const given = args.StoragePolicy as typeof args.StoragePolicy | null;
    const policyName = given?.data.row.name ?? 'Datastore Default';
    for (const other of others) reportFault(invocation, takesNoPolicy(other, policyName), other);
    const policyId = given?.data.row.id ?? DATASTORE_DEFAULT_POLICY_ID;
    for (const target of targets) assign(invocation, target, policyId);
  },
});

function takesNoPolicy(value: TypedObject<unknown>, policy: string): Fault {
  const type = value.objectType.shortName;
  const why =
    type === 'Template'
      ? `${toText(value)} is a template: it is made a VM first, and a template again afterwards.`
      : `${toText(value)} is a ${type}: VMs and disks are encrypted by their policies, nothing else.`;
  return {
    kind: 'InvalidArgument',
    parameter: 'Configuration',
    rule: why,
    remedy:
      type === 'Template'
        ? `Set-Template '${toText(value)}' -ToVM | Set-SpbmEntityConfiguration -StoragePolicy '${policy}'`
        : `Get-VM | Set-SpbmEntityConfiguration -StoragePolicy '${policy}'`,
  };
}

function assign(invocation: Invocation, target: PolicyTarget, policyId: string): void {
  const { connection, vm, home } = target;
  const { datacenter, caller } = connection;
  const request = { vmId: vm.id, home, disks: [...target.disks], policyId };
  const configurations = (after: VmRow) => {
    const item = { connection, row: after };
    const disks = after.disks.filter(({ key }) => target.disks.has(key));
    return [...(home ? [undefined] : []), ...disks].map((disk) => configurationOf(item, disk));
  };
  const plan = planPolicy(datacenter, caller, request);
  if (plan.ok && home && encrypts(plan.value.policy))
    warnOfPlainDisks(invocation, target, plan.value.policy.name);
  runRewrite(invocation, {
    connection,
    plan,
    operation: () => applyPolicy(datacenter, caller, request),
    toValue: configurations,
    runAsync: false,
    target: vmValue(connection, vm),
  });
}

function warnOfPlainDisks(
  invocation: Invocation,
  { connection, vm, disks }: PolicyTarget,
  policy: string,
): void {
  const row = connection.datacenter.get('vms', vm.id) ?? vm;
  const plain = row.disks.filter((disk) => disk.keyId === null && !disks.has(disk.key)).length;
  if (plain === 0) return;
  const count = plain === 1 ? '1 disk stays' : `${plain} disks stay`;
  invocation.warning(
    `Only VM Home of ${vm.name} gets the policy; ${count} unencrypted. To include ${plain === 1 ? 'it' : 'them'}: Get-HardDisk '${vm.name}' | Set-SpbmEntityConfiguration -StoragePolicy '${policy}'`,
  );
}
