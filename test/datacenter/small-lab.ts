import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { ok, type Result } from '../../src/base/result.ts';
import { MiB } from '../../src/base/units.ts';
import type { Caller, Datacenter } from '../../src/datacenter/datacenter.ts';
import type { EventRecord } from '../../src/datacenter/events.ts';
import type { Fault } from '../../src/datacenter/faults.ts';
import { openDatacenter } from '../../src/datacenter/open.ts';
import { type Operation, runAtOnce } from '../../src/datacenter/operation.ts';
import type { HostRow, VmRow } from '../../src/datacenter/rows.ts';
import { createVm } from '../../src/datacenter/vm/vm-create.ts';
import { powerOnVm } from '../../src/datacenter/vm/vm-power.ts';
import { makeLab } from '../../src/lab/lab.ts';

/** A datacenter of three hosts in a folder of its own, without VMs, driven without a shell. */
export interface SmallLab {
  readonly datacenter: Datacenter;
  readonly admin: Caller;
  readonly hosts: readonly HostRow[];
  addVm(name: string, change?: Partial<VmRow>): VmRow;
  changeHost(host: HostRow, change: Partial<HostRow>): void;
  changeVm(vm: VmRow, change: Partial<VmRow>): void;
  run<T>(operation: Operation<T>, caller?: Caller): Result<T, Fault>;
  vm(id: string): VmRow;
  /** Newest first. */
  events(): EventRecord[];
}

export function smallLab(hostCount = 3): SmallLab {
  // Memory, where there is some: a lab's many commits wait for the disk else.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'vseal-lab-'));
  const opened = openDatacenter({
    statePath: join(folder, 'datacenter.json'),
    clock: systemClock,
    runtimeFolders: [],
    onNotice: () => undefined,
  });
  const datacenter = must(opened);
  onTestFinished(() => {
    datacenter.close();
    rmSync(folder, { recursive: true, force: true });
  });
  must(makeLab(datacenter, { hosts: hostCount, vms: 0 }));
  const admin: Caller = { user: 'administrator@vsphere.local' };
  const hosts = [...datacenter.rows('hosts')];
  const [center] = [...datacenter.rows('datacenters')];
  const put = (table: 'vms' | 'hosts', id: string, change: object): void => {
    must(
      datacenter.commit(admin, 'arrange', (tx) => {
        tx.put(table, { ...tx.get(table, id), ...change } as never);
        return ok(undefined);
      }),
    );
  };
  const run = <T>(operation: Operation<T>, caller = admin): Result<T, Fault> => {
    const description = { descriptionId: 'test', name: 'Test_Task', entity: null };
    return datacenter.tasks.wait(datacenter.tasks.start(caller, description, operation));
  };
  return {
    datacenter,
    admin,
    hosts,
    run,
    addVm(name, change = {}) {
      const [host] = hosts;
      const vm = must(
        runAtOnce(
          createVm(datacenter, admin, {
            name,
            folderId: center?.vmFolderId ?? '',
            hostId: change.hostId ?? host?.id ?? '',
            datastoreId: host?.datastoreIds[0] ?? '',
            diskBytes: [MiB],
            diskFormat: 'thin',
            memoryBytes: 16 * MiB,
            numCpu: 1,
            coresPerSocket: 1,
            guestId: 'otherGuest',
            notes: '',
            networkIds: [],
          }),
        ),
      );
      put('vms', vm.id, change);
      return must(run(powerOnVm(datacenter, admin, vm.id)));
    },
    changeHost: (host, change) => put('hosts', host.id, change),
    changeVm: (vm, change) => put('vms', vm.id, change),
    vm(id) {
      const row = datacenter.get('vms', id);
      if (row === undefined) throw new Error(`${id} is gone`);
      return row;
    },
    events: () => [...datacenter.readLog()].flatMap(({ entry }) => (entry.type === 'event' ? [entry] : [])),
  };
}

export function must<T>(result: Result<T, Fault>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}
