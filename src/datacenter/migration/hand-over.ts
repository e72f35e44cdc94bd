import { existsSync } from 'node:fs';
import { fail, ok, type Result } from '../../base/result.ts';
import { openStore } from '../../state/store.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { FileOperationRow, HandOver, VmRow } from '../rows.ts';

/**
 * A VM that changes its vCenter is in two states, and no commit covers both. The destination records that it is
 * coming (`incoming`); the source's one commit decides: the VM is gone there, and its row says what it is at the
 * destination (`outgoing`); the destination commits that it is there. Whoever is opened after a cut between these
 * asks the other's state. The locks of both are held by the process that moves, so a free lock means that it is dead.
 */

/** Where the hand-over stands before this vCenter settles its part; false when the other cannot tell yet. */
export function learnOutcome(datacenter: Datacenter, caller: Caller, row: FileOperationRow): boolean {
  const { incoming, outgoing, phase } = row;
  if (outgoing !== undefined) {
    const rows = rowsOf(datacenter, outgoing);
    return rows !== undefined && !rows.some((other) => isAwaited(other, outgoing.migrationId));
  }
  if (incoming === undefined || phase === 'committed') return true;
  const rows = rowsOf(datacenter, incoming);
  if (rows === undefined) return false;
  const left = rows.find((other) => other.outgoing?.migrationId === incoming.migrationId)?.outgoing;
  return left === undefined || commitArrival(datacenter, caller, row.id, left.vm).ok;
}

function isAwaited({ incoming, phase }: FileOperationRow, migrationId: string): boolean {
  return incoming?.migrationId === migrationId && phase === 'preparing';
}

function rowsOf(datacenter: Datacenter, { otherState }: HandOver): FileOperationRow[] | undefined {
  if (!existsSync(otherState)) return undefined;
  const store = openStore({ path: otherState, clock: datacenter.clock });
  if (!store.ok) return undefined;
  try {
    return [...store.value.rows<FileOperationRow & Record<string, unknown>>('fileOperations')];
  } finally {
    store.value.close();
  }
}

/** The commit at the destination: the VM is here. What was decided elsewhere is not refused any more. */
export function commitArrival(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
  left: VmRow,
): Result<VmRow, Fault> {
  return datacenter.commit(caller, 'take in a VM of another vCenter', (tx) => {
    const row = tx.get('fileOperations', vmId);
    if (row === undefined) return fail({ kind: 'NotFound', type: 'VM', name: left.name });
    const vm: VmRow = {
      ...left,
      id: vmId,
      name: freeName(datacenter, left),
      ...renumbered(tx, left),
    };
    tx.put('vms', vm);
    tx.put('fileOperations', { ...row, phase: 'committed' });
    const host = tx.get('hosts', vm.hostId);
    tx.event({
      eventTypeId: 'VmMigratedEvent',
      message: `Virtual machine ${vm.name} has come from another vCenter to ${host?.name ?? vm.hostId}`,
      vm: { id: vm.id, name: vm.name },
      ...(host && { host: { id: host.id, name: host.name } }),
    });
    return ok(vm);
  });
}

/** Somebody may have taken the name while the VM was under way. */
function freeName(datacenter: Datacenter, { name, folderId }: VmRow): string {
  for (let count = 0; ; count++) {
    const wanted = count === 0 ? name : `${name} (${count})`;
    const taken = datacenter.find('vms', 'name', wanted.toLowerCase());
    if (!taken.some((other) => other.folderId === folderId)) return wanted;
  }
}

/** Snapshots have ids of their vCenter's. */
function renumbered(tx: Transaction, vm: VmRow): Pick<VmRow, 'snapshots' | 'currentSnapshotId'> {
  const ids = new Map<string | null, string>(vm.snapshots.map(({ id }) => [id, tx.newId('snapshot')]));
  return {
    snapshots: vm.snapshots.map((snapshot) => ({
      ...snapshot,
      id: ids.get(snapshot.id) ?? snapshot.id,
      parentId: ids.get(snapshot.parentId) ?? null,
    })),
    currentSnapshotId: ids.get(vm.currentSnapshotId) ?? null,
  };
}
