import { isSince, type Release, releaseOf } from './releases.ts';
import { type TableName, type Tables, VCENTER_ID } from './rows.ts';

/**
 * Every event id that this datacenter uses, and the release that brought it. The ids are the vendor's, as vCenter's own
 * event manager lists them (github.com/lamw/vcenter-event-mapping has those lists from 6.7 U3 on; what stands in the
 * first of them counts here as 6.5's, whose own list nobody has published).
 */
interface EventFacts {
  readonly since: Release;
  /** `host`: the release of the event's host decides; else the vCenter's. */
  readonly by?: 'host';
  /** What an earlier release says in its place; it says nothing where there is none. */
  readonly before?: string;
}

/** Class names of the classic events: all of them are older than 6.5. */
export const CLASSIC_EVENTS = [
  'AccountCreatedEvent',
  'AccountRemovedEvent',
  'AccountUpdatedEvent',
  'BadUsernameSessionEvent',
  'ClusterCreatedEvent',
  'ClusterDestroyedEvent',
  'ClusterReconfiguredEvent',
  'CustomFieldDefAddedEvent',
  'CustomFieldDefRemovedEvent',
  'CustomFieldDefRenamedEvent',
  'CustomFieldValueChangedEvent',
  'DatacenterCreatedEvent',
  'DatacenterRenamedEvent',
  'DatastoreDestroyedEvent',
  'DatastoreFileCopiedEvent',
  'DatastoreRenamedEvent',
  'DrsRuleViolationEvent',
  'DrsSoftRuleViolationEvent',
  'EnteredMaintenanceModeEvent',
  'EnteringMaintenanceModeEvent',
  'ExitMaintenanceModeEvent',
  'HostAddedEvent',
  'HostConnectedEvent',
  'HostConnectionLostEvent',
  'HostDisconnectedEvent',
  'HostMovedEvent',
  'HostRemovedEvent',
  'HostShutdownEvent',
  'NASDatastoreCreatedEvent',
  'PermissionAddedEvent',
  'PermissionRemovedEvent',
  'PermissionUpdatedEvent',
  'ResourcePoolCreatedEvent',
  'ResourcePoolDestroyedEvent',
  'ResourcePoolMovedEvent',
  'ResourcePoolReconfiguredEvent',
  'RoleAddedEvent',
  'RoleRemovedEvent',
  'RoleUpdatedEvent',
  'TaskEvent',
  'VMFSDatastoreCreatedEvent',
  'VmAcquiredMksTicketEvent',
  'VmBeingHotMigratedEvent',
  'VmBeingRelocatedEvent',
  'VmClonedEvent',
  'VmCreatedEvent',
  'VmFailedMigrateEvent',
  'VmFailoverFailed',
  'VmFaultToleranceStateChangedEvent',
  'VmGuestRebootEvent',
  'VmGuestShutdownEvent',
  'VmGuestStandbyEvent',
  'VmMigratedEvent',
  'VmPoweredOffEvent',
  'VmPoweredOnEvent',
  'VmReconfiguredEvent',
  'VmRegisteredEvent',
  'VmRelocatedEvent',
  'VmRelocateFailedEvent',
  'VmRemovedEvent',
  'VmRenamedEvent',
  'VmResettingEvent',
  'VmResourcePoolMovedEvent',
  'VmResourceReallocatedEvent',
  'VmSuspendedEvent',
] as const;

const EXTENDED = {
  'com.vmware.cl.CreateLibraryEvent': { since: '6.5' },
  'com.vmware.cl.CreateLibraryItemEvent': { since: '6.5' },
  'com.vmware.cl.DeleteLibraryItemEvent': { since: '6.5' },
  'com.vmware.license.AssignLicenseEvent': { since: '6.5' },
  'com.vmware.pbm.profile.associate': { since: '6.5' },
  'com.vmware.pbm.profile.delete': { since: '6.5' },
  'com.vmware.pbm.profile.dissociate': { since: '6.5' },
  'com.vmware.pbm.profile.updateName': { since: '6.5' },
  'com.vmware.vc.crypto.Operation': { since: '6.5' },
  'com.vmware.vc.HA.DasHostFailedEvent': { since: '6.5' },
  'com.vmware.vc.ha.VmRestartedByHAEvent': { since: '6.5' },
  'com.vmware.vc.host.Crypto.Enabled': { since: '6.5' },
  'com.vmware.vc.host.Crypto.HostKey.NewKey.KeyMissingOnKMS': { since: '6.5' },
  'com.vmware.vc.host.Crypto.HostKey.NewKey.KMSClusterError': { since: '6.5' },
  'com.vmware.vc.host.Crypto.ReqEnable.KeyMissingOnKMS': { since: '6.5' },
  'com.vmware.vc.host.Crypto.ReqEnable.KMSClusterError': { since: '6.5' },
  'com.vmware.vc.rp.ResourcePoolRenamedEvent': { since: '6.5' },
  'com.vmware.vc.vecs.KMSClientCertExpirationEvent': { since: '6.5' },
  'com.vmware.vc.vecs.KMSServerCertExpirationEvent': { since: '6.5' },
  'com.vmware.vc.vm.Crypto.VMLocked.KeyMissingOnKMS': { since: '6.5' },
  'com.vmware.vc.vm.Crypto.VMLocked.KMSClusterError': { since: '6.5' },
  'com.vmware.vc.vm.Crypto.VMUnlocked': { since: '6.5' },
  'com.vmware.vc.vm.VmMigratingWithEncryptionEvent': { since: '6.5' },
  'com.vmware.vc.vm.VmStateRevertedToSnapshot': { since: '6.5' },

  'com.vmware.vc.crypto.HostKeyUpdatedEvent': { since: '7.0', before: 'com.vmware.vc.crypto.Operation' },
  'com.vmware.vc.host.Crypto.HostCryptoDisabled': { since: '7.0' },
  'com.vmware.vc.host.Crypto.SendKeyError.HostError': { since: '7.0' },
  'com.vmware.vc.kms.crypto.KeyGenerateFail': { since: '7.0' },
  'com.vmware.vc.kms.crypto.SendKeyError.KeyMissingOnKMS': { since: '7.0' },
  'com.vmware.vc.kms.crypto.SendKeyError.KMSClusterError': { since: '7.0' },
  'com.vmware.vc.kms.crypto.Unreachable': { since: '7.0', before: 'com.vmware.vc.crypto.Operation' },
  'com.vmware.vc.kms.crypto.Vendor': { since: '7.0' },
  'com.vmware.vc.vm.crypto.NoDiskSpace': { since: '7.0' },
  'com.vmware.vc.vm.crypto.RekeyFail': { since: '7.0' },
  'com.vmware.vc.vm.TemplateConvertedToVmEvent': { since: '7.0', before: 'VmReconfiguredEvent' },
  'com.vmware.vc.vm.VmConvertedToTemplateEvent': { since: '7.0', before: 'VmReconfiguredEvent' },
  'com.vmware.vc.vm.VmHotMigratingWithEncryptionEvent': {
    since: '7.0',
    before: 'com.vmware.vc.vm.VmMigratingWithEncryptionEvent',
  },
  'com.vmware.vc.vm.VmSyncingWithEncryptionEvent': { since: '7.0' },

  // The lists have it from 7.0 on. A denial is audited here whatever the release, and no earlier id says it.
  'com.vmware.vc.authorization.NoPermission': { since: '6.5' },

  // In no list, since other services than vCenter's own post them: tags, vSphere Replication. From memory.
  'com.vmware.cis.AttachTag': { since: '6.5' },
  'com.vmware.cis.CreateCategory': { since: '6.5' },
  'com.vmware.cis.CreateTag': { since: '6.5' },
  'com.vmware.cis.DeleteCategory': { since: '6.5' },
  'com.vmware.cis.DeleteTag': { since: '6.5' },
  'com.vmware.cis.DetachTag': { since: '6.5' },
  'com.vmware.cis.UpdateTag': { since: '6.5' },
  'com.vmware.vcHms.replicationConfiguredEvent': { since: '6.5' },
  'com.vmware.vcHms.replicationUnconfiguredEvent': { since: '6.5' },

  'esx.problem.application.core.dumped': { since: '6.5' },
  'esx.problem.application.core.dumped.encrypted': {
    since: '7.0',
    by: 'host',
    before: 'esx.problem.application.core.dumped',
  },

  // This shell's own, for what the vendor has no word for.
  'com.vseal.vm.DiskServerStarted': { since: '6.5' },
  'com.vseal.vm.DiskServerStopped': { since: '6.5' },
  'com.vseal.vm.PassphraseOpened': { since: '6.5' },
  'vseal.vc.CapabilityChangedEvent': { since: '6.5' },
  'vseal.vc.VersionChangedEvent': { since: '6.5' },
} as const satisfies Readonly<Record<string, EventFacts>>;

export type EventTypeId = (typeof CLASSIC_EVENTS)[number] | keyof typeof EXTENDED;

/** All of them, the classic ones included. */
const EVENT_TYPES: ReadonlyMap<string, EventFacts> = new Map<string, EventFacts>([
  ...CLASSIC_EVENTS.map((id) => [id, { since: '6.5' }] as const),
  ...Object.entries(EXTENDED),
]);

interface Reader {
  get<K extends TableName>(table: K, id: string): Tables[K] | undefined;
}

/** The id under which the release in force tells the event; undefined where that release does not tell it. */
export function eventIdIn(
  reader: Reader,
  { eventTypeId, host }: { readonly eventTypeId: EventTypeId; readonly host?: { readonly id: string } },
): string | undefined {
  for (let id: string | undefined = eventTypeId; id !== undefined; ) {
    const facts = EVENT_TYPES.get(id);
    if (facts === undefined) return undefined;
    const decider = facts.by === 'host' && host !== undefined ? reader.get('hosts', host.id) : undefined;
    const version = (decider ?? reader.get('vcenter', VCENTER_ID))?.version;
    if (isSince(releaseOf(version ?? '6.5.0'), facts.since)) return id;
    id = facts.before;
  }
  return undefined;
}
