import type { Datacenter } from '../datacenter/datacenter.ts';
import { heldKeysOf } from '../datacenter/keys/held-keys.ts';
import { usersOfProvider } from '../datacenter/keys/key-users.ts';
import { clientCertificateDetails } from '../datacenter/keys/provider-certificates.ts';
import { VCENTER_ID, type VmRow } from '../datacenter/rows.ts';
import { findingsOf } from './posture-findings.ts';

/** How a datacenter stands to encryption: what is encrypted with which key, where keys come from, and who may. */
export interface Posture {
  readonly server: string;
  readonly version: string;
  readonly vms: readonly VmPosture[];
  readonly hosts: readonly HostPosture[];
  readonly providers: readonly ProviderPosture[];
  /** Roles that hold a privilege of cryptography, with who has them where. */
  readonly roles: readonly RolePosture[];
  readonly findings: readonly Finding[];
}

export interface VmPosture {
  readonly name: string;
  readonly isTemplate: boolean;
  /** `vcenter` and `kms` stay plain: encrypted they could not start to fetch the keys. */
  readonly role: VmRow['role'];
  readonly host: string;
  readonly powerState: string;
  readonly encrypted: boolean;
  readonly keyProvider: string | null;
  readonly keyId: string | null;
  readonly storagePolicy: string;
  readonly encryptedDisks: number;
  readonly plainDisks: readonly string[];
  readonly migrateEncryption: string;
  readonly snapshots: number;
  readonly locked: boolean;
}

export interface HostPosture {
  readonly name: string;
  readonly connectionState: string;
  readonly cryptoState: string;
  readonly aesNi: boolean;
  readonly keyProvider: string | null;
  readonly keyId: string | null;
  readonly keysHeld: number;
  readonly runsEncryptedVms: boolean;
}

export interface ProviderPosture {
  readonly name: string;
  readonly isDefault: boolean;
  readonly embedded: boolean;
  readonly servers: readonly {
    readonly name: string;
    readonly address: string;
    readonly trusted: boolean;
    /** As the server was when it was last asked; null: never. */
    readonly status: string | null;
  }[];
  /** VMs, disks and hosts that need a key of it. */
  readonly keyUsers: number;
  readonly certificateExpires: string | null;
  readonly certificateDaysLeft: number | null;
}

export interface RolePosture {
  readonly role: string;
  readonly privileges: readonly string[];
  readonly holders: readonly string[];
}

export interface Finding {
  readonly severity: 'high' | 'medium' | 'low';
  readonly area: 'VM' | 'VMHost' | 'KeyProvider' | 'Role';
  readonly entity: string;
  readonly text: string;
  /** A command that helps. */
  readonly remedy: string;
}

const DAY_MS = 86_400_000;

/** The posture now, of what `isVisible` lets the asker see. */
export function postureOf(
  datacenter: Datacenter,
  isVisible: (row: { readonly id: string }) => boolean,
): Posture {
  const vcenter = datacenter.get('vcenter', VCENTER_ID);
  const facts = {
    server: vcenter?.name ?? '',
    version: vcenter?.version ?? '',
    vms: [...datacenter.rows('vms')].filter(isVisible).map((vm) => vmPosture(datacenter, vm)),
    hosts: hostsOf(datacenter, isVisible),
    providers: providersOf(datacenter),
    roles: rolesOf(datacenter),
  };
  return { ...facts, findings: findingsOf(facts) };
}

function vmPosture(datacenter: Datacenter, vm: VmRow): VmPosture {
  return {
    name: vm.name,
    isTemplate: vm.isTemplate,
    role: vm.role,
    host: datacenter.get('hosts', vm.hostId)?.name ?? '',
    powerState: vm.powerState,
    encrypted: vm.keyId !== null,
    keyProvider: vm.keyId?.providerId ?? null,
    keyId: vm.keyId?.keyId ?? null,
    storagePolicy: datacenter.get('storagePolicies', vm.storagePolicyId)?.name ?? '',
    encryptedDisks: vm.disks.filter(({ keyId }) => keyId !== null).length,
    plainDisks: vm.disks.filter(({ keyId }) => keyId === null).map(({ label }) => label),
    migrateEncryption: vm.migrateEncryption,
    snapshots: vm.snapshots.length,
    locked: vm.locked,
  };
}

function hostsOf(
  datacenter: Datacenter,
  isVisible: (row: { readonly id: string }) => boolean,
): HostPosture[] {
  return [...datacenter.rows('hosts')].filter(isVisible).map((host) => ({
    name: host.name,
    connectionState: host.connectionState,
    cryptoState: host.cryptoState,
    aesNi: host.aesNi,
    keyProvider: host.hostKey?.providerId ?? null,
    keyId: host.hostKey?.keyId ?? null,
    keysHeld: heldKeysOf(datacenter, host.id).length,
    runsEncryptedVms: datacenter.find('vms', 'host', host.id).some(({ keyId }) => keyId !== null),
  }));
}

function providersOf(datacenter: Datacenter): ProviderPosture[] {
  const nowMs = datacenter.clock.nowMs();
  return [...datacenter.rows('keyProviders')].map((provider) => {
    const certificate = clientCertificateDetails(provider);
    return {
      name: provider.name,
      isDefault: provider.isDefault,
      embedded: provider.embedded,
      servers: provider.servers.map((server) => ({
        name: server.name,
        address: `${server.address}:${server.port}`,
        trusted: provider.embedded || server.pinnedSha256 !== null,
        status: server.health?.status ?? null,
      })),
      keyUsers: usersOfProvider(datacenter, provider.name).length,
      certificateExpires: certificate === undefined ? null : new Date(certificate.notAfterMs).toISOString(),
      certificateDaysLeft:
        certificate === undefined ? null : Math.floor((certificate.notAfterMs - nowMs) / DAY_MS),
    };
  });
}

function rolesOf(datacenter: Datacenter): RolePosture[] {
  return [...datacenter.rows('roles')].flatMap((role) => {
    const privileges = role.privileges.filter((privilege) => privilege.startsWith('Cryptographer.'));
    if (privileges.length === 0) return [];
    const holders = [...datacenter.rows('permissions')]
      .filter(({ roleId }) => roleId === role.roleId)
      .map(({ principal }) => principal);
    return [{ role: role.name, privileges, holders: [...new Set(holders)].sort() }];
  });
}
