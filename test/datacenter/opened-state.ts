import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import type { Datacenter } from '../../src/datacenter/datacenter.ts';
import { openDatacenter } from '../../src/datacenter/open.ts';
import type { State } from '../main-job/vseal.ts';
import { must } from './small-lab.ts';

/** A VM as whoever opens the state next finds it. */
export interface FoundVm {
  readonly host: string;
  readonly power: string;
  /** Datastore paths. */
  readonly disks: readonly string[];
}

/** Opens a state as the next shell does, which settles what a dead process left, and looks for VMs of this name. */
export function lookFor(state: State, name: string): FoundVm[] {
  return withState(state, (datacenter) =>
    datacenter.find('vms', 'name', name).map((vm) => ({
      host: datacenter.get('hosts', vm.hostId)?.name ?? vm.hostId,
      power: vm.powerState,
      disks: vm.disks.map(({ fileName }) => fileName),
    })),
  );
}

/** Opens a state and closes it after `use`. */
export function withState<T>({ file, runtime }: State, use: (datacenter: Datacenter) => T): T {
  const datacenter = must(
    openDatacenter({
      statePath: file,
      clock: systemClock,
      runtimeFolders: [join(runtime, 'vseal')],
      onNotice: () => undefined,
    }),
  );
  try {
    return use(datacenter);
  } finally {
    datacenter.close();
  }
}
