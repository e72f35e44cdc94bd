import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { Datacenter } from '../../src/datacenter/datacenter.ts';
import { setHostState } from '../../src/datacenter/hosts/host-connection.ts';
import { crashHost, shutDownHost, startHost } from '../../src/datacenter/hosts/host-power.ts';
import { openDatacenter } from '../../src/datacenter/open.ts';
import type { HostRow } from '../../src/datacenter/rows.ts';
import { powerOffVm, powerOnVm } from '../../src/datacenter/vm/vm-power.ts';
import { must, type SmallLab, smallLab } from './small-lab.ts';

const opened: Datacenter[] = [];

afterEach(() => {
  for (const datacenter of opened.splice(0)) datacenter.close();
});

function hostOf({ hosts: [host] }: SmallLab): HostRow {
  if (host === undefined) throw new Error('the lab has no host');
  return host;
}

/** Another shell on the same state, which knows what there was when it was opened. */
function anotherShell({ datacenter }: SmallLab): Datacenter {
  const { statePath, runtimeFolders } = datacenter;
  const other = must(
    openDatacenter({ statePath, runtimeFolders, clock: systemClock, onNotice: () => undefined }),
  );
  opened.push(other);
  return other;
}

test('a host takes down what another shell has started on it meanwhile', () => {
  const lab = smallLab(1);
  const host = hostOf(lab);
  const vm = lab.addVm('app-01');
  must(powerOffVm(lab.datacenter, lab.admin, vm.id));
  const other = anotherShell(lab);
  must(lab.run(powerOnVm(lab.datacenter, lab.admin, vm.id)));
  must(lab.run(crashHost(other, lab.admin, { hostId: host.id })));
  expect(other.get('vms', vm.id)?.powerState).toBe('PoweredOff');
});

test('a host that another shell has taken down meanwhile is neither disconnected nor taken down again', () => {
  const lab = smallLab(1);
  const host = hostOf(lab);
  const other = anotherShell(lab);
  must(lab.run(setHostState(lab.datacenter, lab.admin, { hostId: host.id, state: 'Maintenance' })));
  must(lab.run(shutDownHost(lab.datacenter, lab.admin, { hostId: host.id, force: false })));
  const isOff = { ok: false, fault: { kind: 'HostPowerState', existingState: 'PoweredOff' } };
  const request = { hostId: host.id, state: 'Disconnected' } as const;
  expect(lab.run(setHostState(other, lab.admin, request))).toMatchObject(isOff);
  expect(lab.run(crashHost(other, lab.admin, { hostId: host.id }))).toMatchObject(isOff);
  expect(must(lab.run(startHost(other, lab.admin, host.id))).connectionState).toBe('Maintenance');
});
