import type { ViewRow } from '../../src/cmdlet/terminal.ts';
import type { Datacenter } from '../../src/datacenter/datacenter.ts';
import type { HostRow, KeyProviderRow, VmRow } from '../../src/datacenter/rows.ts';
import type { Task } from '../../src/datacenter/tasks.ts';

const EMPTY = ['', '', '', '', ''];
const POLICIES = { disabled: 'Disabled', opportunistic: 'Opportunistic', required: 'Required' } as const;
const PROVIDERS = 'key-providers';

/** The inventory as a tree: datacenters, clusters, hosts, their VMs; and the key providers. */
export function datacenterRows(datacenter: Datacenter, visible: (row: { id: string }) => boolean): ViewRow[] {
  const rows: ViewRow[] = [];
  const tasks = new Map(datacenter.tasks.running().map((task) => [task.entity?.id ?? '', task]));
  const vmsOf = groupBy([...datacenter.rows('vms')].filter(visible), (vm) => vm.hostId);
  const hostsOf = groupBy([...datacenter.rows('hosts')].filter(visible), (host) => host.parentId);
  const addHosts = (parentId: string, under: string): void => {
    for (const host of byName(hostsOf.get(parentId))) {
      rows.push(hostRow(host, under));
      for (const vm of byName(vmsOf.get(host.id))) rows.push(vmRow(vm, host.id, tasks.get(vm.id)));
    }
  };
  for (const place of byName([...datacenter.rows('datacenters')].filter(visible))) {
    rows.push(plainRow(place.id, '', place.name));
    for (const cluster of byName([...datacenter.rows('clusters')].filter(visible))) {
      if (!lies(datacenter, cluster.parentId, place.hostFolderId)) continue;
      rows.push(plainRow(cluster.id, place.id, cluster.name));
      addHosts(cluster.id, cluster.id);
    }
    for (const folderId of hostsOf.keys())
      if (lies(datacenter, folderId, place.hostFolderId)) addHosts(folderId, place.id);
  }
  const providers = byName([...datacenter.rows('keyProviders')]);
  if (providers.length > 0) rows.push(plainRow(PROVIDERS, '', 'Key providers'));
  for (const provider of providers) rows.push(providerRow(datacenter, provider));
  return rows;
}

function plainRow(id: string, parentId: string, name: string): ViewRow {
  return { id, parentId, cells: [name, ...EMPTY], tone: 'plain', passive: true };
}

function hostRow(host: HostRow, parentId: string): ViewRow {
  const { id, name, connectionState, cryptoState, hostKey } = host;
  const usable = connectionState === 'Connected';
  return {
    id,
    parentId,
    cells: [name, usable ? 'Up' : connectionState, cryptoState, hostKey?.providerId ?? '', '', ''],
    tone: usable ? 'plain' : 'warning',
    passive: true,
  };
}

function vmRow(vm: VmRow, parentId: string, task: Task | undefined): ViewRow {
  const encrypted = vm.keyId !== null || vm.disks.some(({ keyId }) => keyId !== null);
  const state = vm.keyId !== null ? 'Encrypted' : encrypted ? 'Disks only' : 'No';
  const power = { PoweredOn: 'On', PoweredOff: 'Off', Suspended: 'Suspended' }[vm.powerState];
  return {
    id: vm.id,
    parentId,
    cells: [
      vm.name,
      power,
      task === undefined ? state : `at ${Math.floor(task.percentComplete)} %`,
      vm.keyId?.providerId ?? '',
      vm.locked ? 'LOCKED' : '',
      POLICIES[vm.migrateEncryption],
    ],
    tone: vm.locked ? 'bad' : encrypted ? 'good' : 'plain',
  };
}

function providerRow(
  datacenter: Datacenter,
  { id, name, isDefault, embedded, servers }: KeyProviderRow,
): ViewRow {
  const users = datacenter.find('vms', 'keyProvider', name).length;
  const kind = embedded ? 'embedded' : `${servers.length} server${servers.length === 1 ? '' : 's'}`;
  const facts = `${users} VM${users === 1 ? '' : 's'}`;
  return {
    id,
    parentId: PROVIDERS,
    cells: [name, isDefault ? 'Default' : '', kind, facts, '', ''],
    tone: 'plain',
    passive: true,
  };
}

/** Whether a folder is, or lies in, another. */
function lies(datacenter: Datacenter, folderId: string, ancestorId: string): boolean {
  for (let at: string | null = folderId, depth = 0; at !== null && depth < 32; depth++) {
    if (at === ancestorId) return true;
    at = datacenter.get('folders', at)?.parentId ?? null;
  }
  return false;
}

function groupBy<R>(rows: readonly R[], key: (row: R) => string): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}

function byName<R extends { readonly name: string }>(rows: readonly R[] = []): R[] {
  return [...rows].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}
