import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { GiB, MiB } from '../../src/base/units.ts';
import { restartElsewhere } from '../../src/datacenter/hosts/high-availability.ts';
import { createResourcePool } from '../../src/datacenter/inventory/resource-pools.ts';
import { planMove } from '../../src/datacenter/migration/move-plan.ts';
import { fileOf } from '../../src/datacenter/places.ts';
import type { HostRow, VmRow } from '../../src/datacenter/rows.ts';
import { powerOffVm, powerOnVm } from '../../src/datacenter/vm/vm-power.ts';
import { setVmResources } from '../../src/datacenter/vm/vm-resources.ts';
import { must, type smallLab as SmallLab, smallLab } from './small-lab.ts';

type Lab = ReturnType<typeof SmallLab>;

/** Hosts of 1 GB and 1000 MHz, in a cluster without HA and DRS unless said. */
function lab(cluster: object = {}): Lab & { readonly all: readonly [HostRow, HostRow, HostRow] } {
  const made = smallLab();
  for (const host of made.hosts)
    made.changeHost(host, { memoryBytes: GiB, numCpu: 1, cpuMhz: 1000, cryptoState: 'prepared' });
  must(
    made.datacenter.commit(made.admin, 'arrange', (tx) => {
      for (const row of made.datacenter.rows('clusters'))
        tx.put('clusters', { ...row, haEnabled: false, drsEnabled: false, ...cluster });
      return ok(undefined);
    }),
  );
  const all = made.hosts.map(({ id }) => made.datacenter.get('hosts', id)) as unknown as [
    HostRow,
    HostRow,
    HostRow,
  ];
  return { ...made, all };
}

function reserve(at: Lab, vm: VmRow, cpu: number, memory: number) {
  return setVmResources(at.datacenter, at.admin, {
    vmId: vm.id,
    cpu: { reservation: cpu },
    memory: { reservation: memory },
  }).make();
}

test('a VM starts only where its host has left what is reserved for it', () => {
  const at = lab();
  const [first, second] = [at.addVm('first'), at.addVm('second')];
  must(reserve(at, first, 600, 16 * MiB));
  must(powerOffVm(at.datacenter, at.admin, second.id));
  must(reserve(at, second, 500, 0));
  expect(at.run(powerOnVm(at.datacenter, at.admin, second.id))).toMatchObject({
    ok: false,
    fault: { kind: 'InsufficientHostCapacity', resource: 'cpu', needed: 500, free: 400 },
  });
  must(reserve(at, second, 400, 0));
  must(at.run(powerOnVm(at.datacenter, at.admin, second.id)));
  // While it runs, no more is given either.
  expect(reserve(at, second, 401, 0)).toMatchObject({ fault: { kind: 'InsufficientHostCapacity' } });
  must(powerOffVm(at.datacenter, at.admin, first.id));
  must(reserve(at, second, 401, 0));
  expect(at.events()[0]?.eventTypeId).toBe('VmResourceReallocatedEvent');
});

test('a move to a host that has not enough left is refused', () => {
  const at = lab();
  const [, there] = at.all;
  must(reserve(at, at.addVm('resident', { hostId: there.id }), 700, 0));
  const mover = at.addVm('mover');
  must(reserve(at, mover, 400, 0));
  const plan = () => planMove(at.datacenter, at.admin, { vmId: mover.id, hostId: there.id });
  expect(plan()).toMatchObject({ fault: { kind: 'InsufficientHostCapacity', host: there.name } });
  must(reserve(at, mover, 300, 0));
  expect(plan().ok).toBe(true);
});

test('a pool that may not expand gives what it has reserved, one that may asks its parent', () => {
  const at = lab();
  const root = [...at.datacenter.rows('resourcePools')][0]?.id ?? '';
  const pool = (name: string, isExpandable: boolean) =>
    must(
      createResourcePool(at.datacenter, at.admin, {
        name,
        parentId: root,
        cpu: { reservation: 300, isExpandable },
      }).make(),
    );
  const fixed = pool('fixed', false);
  const open = pool('open', true);
  const vm = at.addVm('vm');
  at.changeVm(vm, { resourcePoolId: fixed.id });
  must(reserve(at, vm, 300, 0));
  expect(reserve(at, vm, 301, 0)).toMatchObject({
    fault: { kind: 'InsufficientPoolResources', pool: 'fixed', free: 300 },
  });
  must(reserve(at, vm, 0, 0));
  at.changeVm(vm, { resourcePoolId: open.id });
  must(reserve(at, vm, 1000, 0));
  // The cluster has 3000 MHz: 300 for `fixed`, 1000 for `open`.
  const wanted = (reservation: number) =>
    createResourcePool(at.datacenter, at.admin, {
      name: `pool-${reservation}`,
      parentId: root,
      cpu: { reservation },
    }).make();
  expect(wanted(1701)).toMatchObject({ fault: { kind: 'InsufficientPoolResources', free: 1700 } });
  must(wanted(1700));
});

test('HA keeps room for a host that fails, and uses it when one has', () => {
  const at = lab({ haEnabled: true, haFailoverLevel: 1 });
  const [first, second, third] = at.all;
  const vms = [first, second].map((host, index) => at.addVm(`vm-${index}`, { hostId: host.id }));
  for (const vm of vms) must(reserve(at, vm, 900, 0));
  // Two of three hosts have 2000 MHz together.
  const late = at.addVm('late', { hostId: third.id });
  expect(reserve(at, late, 201, 0)).toMatchObject({
    fault: { kind: 'InsufficientFailoverResources', needed: 201, free: 200 },
  });
  must(reserve(at, late, 100, 0));
  const [failed] = vms;
  at.changeHost(first, { connectionState: 'NotResponding', powerState: 'PoweredOff' });
  const stopped = { ...at.vm(failed?.id ?? ''), powerState: 'PoweredOff' } as const;
  at.changeVm(stopped, { powerState: 'PoweredOff' });
  must(at.run(restartElsewhere(at.datacenter, first, [stopped])));
  expect(at.vm(stopped.id)).toMatchObject({ powerState: 'PoweredOn', hostId: third.id });
});

test('HA restarts no VM where its reservation is not to be had', () => {
  const at = lab({ haEnabled: true, haAdmissionControlEnabled: false });
  const [first, second, third] = at.all;
  const vms = [first, second, third].map((host, index) => at.addVm(`vm-${index}`, { hostId: host.id }));
  for (const vm of vms) must(reserve(at, vm, 600, 0));
  at.changeHost(first, { connectionState: 'NotResponding', powerState: 'PoweredOff' });
  const stopped = { ...at.vm(vms[0]?.id ?? ''), powerState: 'PoweredOff' } as const;
  at.changeVm(stopped, { powerState: 'PoweredOff' });
  must(at.run(restartElsewhere(at.datacenter, first, [stopped])));
  expect(at.vm(stopped.id).powerState).toBe('PoweredOff');
  expect(at.events()[0]).toMatchObject({
    eventTypeId: 'VmFailoverFailed',
    message: expect.stringContaining('does not have sufficient CPU resources') as string,
  });
});

test.each([0, 4, 16])(
  'the swap file is as large as what is not reserved, with %i of 16 MB reserved',
  (mib) => {
    const at = lab();
    const vm = at.addVm('vm');
    must(powerOffVm(at.datacenter, at.admin, vm.id));
    must(reserve(at, vm, 0, mib * MiB));
    must(at.run(powerOnVm(at.datacenter, at.admin, vm.id)));
    const home = dirname(must(fileOf(at.datacenter, vm.vmxPath)));
    const swap = readdirSync(home).find((name) => name.endsWith('.vswp')) ?? '';
    expect(statSync(join(home, swap)).size).toBe((16 - mib) * MiB);
  },
);

test('what no VM can have is refused', () => {
  const at = lab();
  const vm = at.addVm('vm');
  const change = (cpu: object, memory: object) =>
    setVmResources(at.datacenter, at.admin, { vmId: vm.id, cpu, memory }).check();
  expect(change({ reservation: -1 }, {})).toMatchObject({ fault: { parameter: 'CpuReservation' } });
  expect(change({ reservation: 10, limit: 5 }, {})).toMatchObject({ fault: { parameter: 'CpuLimit' } });
  expect(change({}, { reservation: 17 * MiB })).toMatchObject({ fault: { parameter: 'MemReservation' } });
  expect(change({ shares: 1_000_001 }, {})).toMatchObject({ fault: { parameter: 'NumCpuShares' } });
  expect(
    setVmResources(
      at.datacenter,
      { user: 'auditor@vsphere.local' },
      { vmId: vm.id, cpu: { shares: 5 } },
    ).check(),
  ).toMatchObject({ fault: { kind: 'NoPermission', privilege: 'VirtualMachine.Config.Resource' } });
});
