import { expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import {
  addDrsGroup,
  addDrsRule,
  removeDrsGroup,
  setDrsRule,
} from '../../src/datacenter/hosts/drs-rule-changes.ts';
import { evacuateHost } from '../../src/datacenter/hosts/evacuation.ts';
import { restartElsewhere } from '../../src/datacenter/hosts/high-availability.ts';
import { removeHost } from '../../src/datacenter/hosts/host-inventory.ts';
import { planMove } from '../../src/datacenter/migration/move-plan.ts';
import type { ClusterRow, DrsVmHostRuleType, HostRow, VmRow } from '../../src/datacenter/rows.ts';
import { powerOffVm, powerOnVm } from '../../src/datacenter/vm/vm-power.ts';
import { removeVm } from '../../src/datacenter/vm/vm-remove.ts';
import { setVmResources } from '../../src/datacenter/vm/vm-resources.ts';
import { must, smallLab } from './small-lab.ts';

function lab() {
  const made = smallLab();
  const { datacenter, admin, hosts } = made;
  const [first, second, third] = hosts as unknown as [HostRow, HostRow, HostRow];
  const clusterId = first.parentId;
  const cluster = (): ClusterRow => datacenter.get('clusters', clusterId) as ClusterRow;
  const addVmRule = (kind: 'affinity' | 'antiAffinity', name: string, vms: readonly VmRow[]) =>
    addDrsRule(datacenter, admin, {
      clusterId,
      rule: { kind, name, isEnabled: true, vmIds: vms.map(({ id }) => id) },
    }).make();
  const group = (kind: 'VMGroup' | 'VMHostGroup', name: string, members: readonly { id: string }[]) =>
    must(
      addDrsGroup(datacenter, admin, {
        clusterId,
        group: { kind, name, memberIds: members.map(({ id }) => id) },
      }).make(),
    );
  const addHostRule = (type: DrsVmHostRuleType, vms: readonly VmRow[], on: readonly HostRow[]) => {
    group('VMGroup', 'vms', vms);
    group('VMHostGroup', 'hosts', on);
    return must(
      addDrsRule(datacenter, admin, {
        clusterId,
        rule: { kind: 'vmHost', name: type, isEnabled: true, type, vmGroup: 'vms', hostGroup: 'hosts' },
      }).make(),
    );
  };
  const changeCluster = (change: Partial<ClusterRow>): void => {
    must(
      datacenter.commit(admin, 'arrange', (tx) => {
        tx.put('clusters', { ...cluster(), ...change });
        return ok(undefined);
      }),
    );
  };
  const off = (vm: VmRow): void => void must(powerOffVm(datacenter, admin, vm.id));
  const start = (vm: VmRow) => made.run(powerOnVm(datacenter, admin, vm.id));
  const evacuate = (host: HostRow) =>
    made.run(evacuateHost(datacenter, admin, { hostId: host.id, withPoweredOff: false }));
  const fail = (host: HostRow, vm: VmRow): void => {
    made.changeHost(host, { connectionState: 'NotResponding', powerState: 'PoweredOff' });
    made.changeVm(vm, { powerState: 'PoweredOff' });
    must(made.run(restartElsewhere(datacenter, host, [{ ...made.vm(vm.id) }])));
  };
  return {
    ...made,
    first,
    second,
    third,
    clusterId,
    cluster,
    addVmRule,
    addHostRule,
    changeCluster,
    off,
    start,
    evacuate,
    fail,
    hostOf: (vm: VmRow): string => made.vm(vm.id).hostId,
  };
}

test('evacuation keeps VMs apart, and moves nothing where it cannot', () => {
  const at = lab();
  const vms = [at.addVm('a'), at.addVm('b')];
  must(at.addVmRule('antiAffinity', 'apart', vms));
  must(at.evacuate(at.first));
  expect(new Set(vms.map(at.hostOf))).toEqual(new Set([at.second.id, at.third.id]));
  // `a` and `b` are one each on the two others: none of them can take in the third.
  const third = at.addVm('c');
  must(
    setDrsRule(at.datacenter, at.admin, {
      clusterId: at.clusterId,
      key: 1,
      change: { vmIds: [...vms, third].map(({ id }) => id) },
    }).make(),
  );
  expect(at.evacuate(at.first)).toMatchObject({ fault: { kind: 'RuleViolation', rule: 'apart' } });
  expect(at.hostOf(third)).toBe(at.first.id);
});

test('evacuation moves VMs together that a rule keeps together, to a host that has room for all', () => {
  const at = lab();
  const vms = [at.addVm('a'), at.addVm('b')];
  must(at.addVmRule('affinity', 'together', vms));
  // The second has most memory left, and CPU for one of them.
  at.changeHost(at.second, { numCpu: 1, cpuMhz: 1000 });
  at.changeHost(at.third, { memoryBytes: at.third.memoryBytes / 2 });
  for (const vm of vms)
    must(setVmResources(at.datacenter, at.admin, { vmId: vm.id, cpu: { reservation: 600 } }).make());
  must(at.evacuate(at.first));
  expect(vms.map(at.hostOf)).toEqual([at.third.id, at.third.id]);
});

test.each(['MustRunOn', 'MustNotRunOn'] as const)('nobody breaks %s', (type) => {
  const at = lab();
  const vm = at.addVm('vm');
  at.addHostRule(type, [vm], type === 'MustRunOn' ? [at.first, at.second] : [at.third]);
  const plan = (host: HostRow) => planMove(at.datacenter, at.admin, { vmId: vm.id, hostId: host.id });
  expect(plan(at.third)).toMatchObject({ fault: { kind: 'RuleViolation', isVmHost: true } });
  expect(plan(at.second).ok).toBe(true);
  // Without DRS it is in force, too.
  at.changeCluster({ drsEnabled: false });
  expect(plan(at.third).ok).toBe(false);
  at.changeCluster({ drsEnabled: true });
  must(at.evacuate(at.first));
  expect(at.hostOf(vm)).toBe(at.second.id);
  at.changeHost(at.first, { connectionState: 'Maintenance' });
  at.fail(at.second, vm);
  expect(at.vm(vm.id).powerState).toBe('PoweredOff');
  expect(at.events()[0]?.eventTypeId).toBe('VmFailoverFailed');
});

test('what should be is kept where there is a way, and else is not', () => {
  const at = lab();
  const vm = at.addVm('vm');
  at.addHostRule('ShouldRunOn', [vm], [at.third]);
  must(at.evacuate(at.first));
  expect(at.hostOf(vm)).toBe(at.third.id);
  at.changeHost(at.first, { connectionState: 'Maintenance' });
  must(at.evacuate(at.third));
  expect(at.hostOf(vm)).toBe(at.second.id);
  const plan = planMove(at.datacenter, at.admin, { vmId: vm.id, hostId: at.third.id });
  expect(plan).toMatchObject({ ok: true, value: { brokenRules: [] } });
});

test('DRS starts a VM on another host where its own will not do, if it places VMs', () => {
  const at = lab();
  const [a, b] = [at.addVm('a'), at.addVm('b')];
  must(at.addVmRule('antiAffinity', 'apart', [a, b]));
  at.off(b);
  must(at.start(b));
  expect(at.hostOf(b)).not.toBe(at.first.id);
  // Left alone by DRS, a user starts it where it is.
  at.off(b);
  at.changeVm(b, { hostId: at.first.id, drsAutomationLevel: 'Disabled' });
  must(at.start(b));
  expect(at.hostOf(b)).toBe(at.first.id);
  // A host in maintenance mode starts nothing; DRS finds another.
  at.off(b);
  at.changeHost(at.first, { connectionState: 'Maintenance' });
  expect(at.start(b)).toMatchObject({ fault: { kind: 'InvalidState', reason: 'HostNotConnected' } });
  at.changeVm(b, { drsAutomationLevel: 'AsSpecifiedByCluster' });
  must(at.start(b));
  expect(at.hostOf(b)).not.toBe(at.first.id);
});

test('HA restarts VMs apart that a rule keeps apart', () => {
  const at = lab();
  const [a, b] = [at.addVm('a'), at.addVm('b', { hostId: at.second.id })];
  must(at.addVmRule('antiAffinity', 'apart', [a, b]));
  at.fail(at.first, a);
  expect(at.hostOf(a)).toBe(at.third.id);
});

test('VMs and hosts that go are in no rule and group any more, nor a rule about a group that goes', () => {
  const at = lab();
  const vms = [at.addVm('a'), at.addVm('b'), at.addVm('c')] as const;
  must(at.addVmRule('antiAffinity', 'apart', vms));
  at.addHostRule('ShouldRunOn', vms, [at.second, at.third]);
  for (const vm of vms.slice(0, 2)) {
    at.off(vm);
    must(removeVm(at.datacenter, at.admin, { vmId: vm.id, deletePermanently: true }));
  }
  at.changeHost(at.third, { connectionState: 'Maintenance' });
  must(removeHost(at.datacenter, at.admin, at.third.id).make());
  expect(at.cluster()).toMatchObject({
    drsRules: [{ name: 'ShouldRunOn' }],
    drsGroups: [{ memberIds: [vms[2].id] }, { memberIds: [at.second.id] }],
  });
  must(removeDrsGroup(at.datacenter, at.admin, { clusterId: at.clusterId, name: 'hosts' }).make());
  expect(at.cluster().drsRules).toEqual([]);
});

test('names, members and rights are checked', () => {
  const at = lab();
  const vms = [at.addVm('a'), at.addVm('b')];
  must(at.addVmRule('affinity', 'rule', vms));
  expect(at.addVmRule('affinity', 'RULE', vms)).toMatchObject({ fault: { kind: 'DuplicateName' } });
  expect(at.addVmRule('affinity', 'one', vms.slice(1))).toMatchObject({ fault: { parameter: 'VM' } });
  expect(at.addVmRule('affinity', 'ghost', [...vms, { ...(vms[0] as VmRow), id: 'vm-999' }])).toMatchObject({
    fault: { parameter: 'VM' },
  });
  expect(must(at.addVmRule('antiAffinity', 'later', vms)).isEnabled).toBe(false);
  expect(
    setDrsRule(
      at.datacenter,
      { user: 'auditor@vsphere.local' },
      {
        clusterId: at.clusterId,
        key: 1,
        change: { isEnabled: false },
      },
    ).check(),
  ).toMatchObject({ fault: { kind: 'NoPermission', privilege: 'Host.Inventory.EditCluster' } });
});
