import { fail, ok, type Result } from '../../base/result.ts';
import { vcenterRelease } from '../capabilities.ts';
import type { Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { RELEASE_FACTS } from '../releases.ts';
import { type DatacenterRow, type DatastoreRow, type HostRow, ROOT_FOLDER_ID } from '../rows.ts';

/** Building blocks of the inventory: each makes its rows inside a commit. */

const LIMIT_NAME_CHARACTERS = 80;

/** vSphere's rule for entity names: 1 to 80 characters, no control characters. */
export function checkName(name: string): Result<string, Fault> {
  const invalid = (rule: string): Result<string, Fault> => fail({ kind: 'InvalidName', name, rule });
  if (name.trim() === '') return invalid('A name has at least one character that is not a space.');
  if (name.length > LIMIT_NAME_CHARACTERS)
    return invalid(`A name has at most ${LIMIT_NAME_CHARACTERS} characters.`);
  for (const character of name) {
    if (character < ' ' || character === '\u007f') return invalid('A name has no control characters.');
  }
  return ok(name);
}

export function addDatacenter(tx: Transaction, name: string): DatacenterRow {
  const id = tx.newId('datacenter');
  const folder = (type: 'VM' | 'HostAndCluster' | 'Datastore' | 'Network', folderName: string): string => {
    const folderId = tx.newId('group');
    tx.put('folders', { id: folderId, name: folderName, type, parentId: id });
    return folderId;
  };
  const row: DatacenterRow = {
    id,
    name,
    parentId: ROOT_FOLDER_ID,
    vmFolderId: folder('VM', 'vm'),
    hostFolderId: folder('HostAndCluster', 'host'),
    datastoreFolderId: folder('Datastore', 'datastore'),
    networkFolderId: folder('Network', 'network'),
  };
  tx.put('datacenters', row);
  return row;
}

/** A cluster and its root resource pool. */
export function addCluster(tx: Transaction, parentId: string, name: string): string {
  const id = tx.newId('domain');
  tx.put('clusters', {
    id,
    name,
    parentId,
    haEnabled: true,
    haFailoverLevel: 1,
    drsEnabled: true,
    drsAutomationLevel: 'FullyAutomated',
  });
  tx.put('resourcePools', { id: tx.newId('resgroup'), name: 'Resources', parentId: id });
  return id;
}

/** A host as ESXi on a two-socket server would report itself, of the vCenter's own release. */
export function addHost(
  tx: Transaction,
  host: Pick<HostRow, 'name' | 'parentId' | 'datastoreIds'> & Partial<HostRow>,
): string {
  const id = tx.newId('host');
  tx.put('hosts', {
    connectionState: 'Connected',
    powerState: 'PoweredOn',
    ...RELEASE_FACTS[vcenterRelease(tx)].host,
    manufacturer: 'vSeal',
    model: 'Virtual Host',
    processorType: 'Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz',
    numCpu: 28,
    cpuMhz: 2400,
    memoryBytes: 128 * 1024 ** 3,
    aesNi: true,
    cryptoState: host.aesNi === false ? 'incapable' : 'prepared',
    hostKey: null,
    ...host,
    id,
  });
  return id;
}

export function addDatastore(
  tx: Transaction,
  datastore: {
    readonly name: string;
    readonly parentId: string;
    readonly path: string;
    readonly capacityBytes: number;
    readonly type?: DatastoreRow['type'];
  },
): string {
  const id = tx.newId('datastore');
  tx.put('datastores', { id, type: 'VMFS', ...datastore });
  return id;
}

export function addNetwork(tx: Transaction, parentId: string, name: string): string {
  const id = tx.newId('network');
  tx.put('networks', { id, name, parentId });
  return id;
}
