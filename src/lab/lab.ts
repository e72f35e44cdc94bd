import { ok, type Result } from '../base/result.ts';
import { GiB } from '../base/units.ts';
import { hashUserPassword } from '../datacenter/access/users.ts';
import type { Caller, Datacenter } from '../datacenter/datacenter.ts';
import type { Fault } from '../datacenter/faults.ts';
import {
  addCluster,
  addDatacenter,
  addDatastore,
  addHost,
  addNetwork,
} from '../datacenter/inventory/inventory-tree.ts';
import { putKeyProvider } from '../datacenter/keys/key-providers.ts';
import { makeDatastoreFolder } from '../datacenter/places.ts';
import { ROOT_FOLDER_ID } from '../datacenter/rows.ts';
import { ADMINISTRATOR, addUser, grant, initialiseVCenter } from '../datacenter/vcenter.ts';
import { LAB_VMS, type LabVm, makeLabVm } from './lab-vms.ts';

/** The lab's users and their documented passwords: a lab has no secrets from its owner. */
export const LAB_USERS = [
  { name: ADMINISTRATOR, password: 'VMware1!', description: 'Administrator', roleId: -1 },
  {
    name: 'nocrypto@vsphere.local',
    password: 'NoCrypto1!',
    description: 'Has the role No cryptography administrator',
    roleId: -6,
  },
  {
    name: 'keyadmin@vsphere.local',
    password: 'KeyAdmin1!',
    description: 'Manages keys and key servers',
    roleId: 100,
  },
  { name: 'auditor@vsphere.local', password: 'Auditor1!', description: 'May look, not touch', roleId: -2 },
] as const;

/** What keyadmin may do: everything about keys, nothing else but look. */
const KEY_ADMIN_PRIVILEGES = [
  'Cryptographer.Access',
  'Cryptographer.AddDisk',
  'Cryptographer.Clone',
  'Cryptographer.Decrypt',
  'Cryptographer.Encrypt',
  'Cryptographer.EncryptNew',
  'Cryptographer.ManageEncryptionPolicy',
  'Cryptographer.ManageKeyServers',
  'Cryptographer.ManageKeys',
  'Cryptographer.Migrate',
  'Cryptographer.Recrypt',
  'Cryptographer.RegisterHost',
  'Cryptographer.RegisterVM',
  'StorageProfile.Apply',
  'StorageProfile.View',
  'System.Anonymous',
  'System.Read',
  'System.View',
];

export const LAB_KEY_PROVIDER = 'lab-kms';

export interface LabSize {
  readonly hosts: number;
  /** Undefined: the named VMs of the ordinary lab. */
  readonly vms?: number;
}

/**
 * Makes the lab in an empty state: a datacenter, a cluster of AES-NI hosts, two datastores, a key provider on the
 * embedded KMIP server, users with their roles, and VMs whose disks hold real bytes.
 */
export function makeLab(datacenter: Datacenter, size: LabSize = { hosts: 3 }): Result<void, Fault> {
  const caller: Caller = { user: ADMINISTRATOR };
  const framed = makeFrame(datacenter, caller, size);
  if (!framed.ok) return framed;
  const frame = framed.value;
  const vms = size.vms === undefined ? LAB_VMS : manyVms(size.vms);
  const made = datacenter.group(() => {
    for (const [index, vm] of vms.entries()) {
      const hostId = frame.hostIds[index % frame.hostIds.length] ?? '';
      const datastoreId = frame.datastoreIds[index % frame.datastoreIds.length] ?? '';
      const result = makeLabVm(datacenter, caller, vm, { ...frame, hostId, datastoreId });
      if (!result.ok) return result;
    }
    return ok(undefined);
  });
  return made.ok ? made.value : made;
}

export interface LabFrame {
  readonly folderId: string;
  readonly networkId: string;
  readonly hostIds: readonly string[];
  readonly datastoreIds: readonly string[];
}

function makeFrame(datacenter: Datacenter, caller: Caller, size: LabSize): Result<LabFrame, Fault> {
  for (const name of DATASTORES) {
    const made = makeDatastoreFolder(datacenter, `datastores/${name}`);
    if (!made.ok) return made;
  }
  const users = LAB_USERS.map((user) => ({ ...user, passwordHash: hashUserPassword(user.password) }));
  return datacenter.commit(caller, 'make the lab', (tx) => {
    initialiseVCenter(tx, {
      name: 'lab',
      isLab: true,
      administratorPasswordHash: users[0]?.passwordHash ?? '',
    });
    tx.put('roles', {
      id: 'role100',
      roleId: 100,
      name: 'KeyAdmin',
      label: 'Key administrator',
      isSystem: false,
      privileges: KEY_ADMIN_PRIVILEGES,
    });
    for (const { name, description, passwordHash, roleId } of users.slice(1)) {
      addUser(tx, { name, description, passwordHash });
      grant(tx, { entityId: ROOT_FOLDER_ID, principal: name, roleId, propagate: true });
    }
    const center = addDatacenter(tx, 'Lab');
    const clusterId = addCluster(tx, center.hostFolderId, 'Cluster-01');
    const datastoreIds = DATASTORES.map((name) =>
      addDatastore(tx, {
        name,
        parentId: center.datastoreFolderId,
        path: `datastores/${name}`,
        capacityBytes: 2048 * GiB,
      }),
    );
    const hostIds = Array.from({ length: size.hosts }, (_, index) =>
      addHost(tx, {
        name: `esx-${String(index + 1).padStart(2, '0')}.lab.local`,
        parentId: clusterId,
        datastoreIds,
      }),
    );
    const networkId = addNetwork(tx, center.networkFolderId, 'VM Network');
    putKeyProvider(datacenter, tx, {
      id: tx.newId('kmscluster'),
      name: LAB_KEY_PROVIDER,
      embedded: true,
      servers: [
        {
          name: 'embedded',
          address: '127.0.0.1',
          port: 0,
          timeoutMs: 10_000,
          userName: null,
          pinnedSha256: null,
        },
      ],
      clientCertificatePem: null,
    });
    return ok({ folderId: center.vmFolderId, networkId, hostIds, datastoreIds });
  });
}

const DATASTORES = ['datastore1', 'datastore2'];

function manyVms(count: number): LabVm[] {
  const digits = Math.max(3, String(count).length);
  return Array.from({ length: count }, (_, index) => ({
    name: `vm-${String(index + 1).padStart(digits, '0')}`,
    diskBytes: GiB,
    dataBytes: 0,
    memoryBytes: GiB,
    numCpu: 1,
    guestId: 'otherLinux64Guest',
    notes: '',
    workload: 'idle',
    role: null,
    isOn: false,
    snapshot: undefined,
  }));
}
