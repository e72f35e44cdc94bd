import { isSince, RELEASES, type Release } from '../releases.ts';

/**
 * Privileges by group, with the ids of the vendor's API, each under the release that brought it. A current
 * vCenter's whole list is the vendor's own; since when each later one exists was written down
 * without the release notes at hand.
 */
const GROUPS: Readonly<Record<Release, Readonly<Record<string, string>>>> = {
  '6.5': {
    Alarm: 'Acknowledge Create Delete DisableActions Edit SetStatus ToggleEnableOnEntity',
    Authorization:
      'ModifyPermissions ModifyPrivileges ModifyRoles ModifyVTContainerMappings ModifyVTContainers ReassignRolePermissions',
    'AutoDeploy.Host': 'AssociateMachine',
    'AutoDeploy.Profile': 'Create Edit',
    'AutoDeploy.Rule': 'Create Delete Edit',
    'AutoDeploy.RuleSet': 'Activate Edit',
    Certificate: 'Manage',
    ContentLibrary:
      'AddLibraryItem CreateLocalLibrary CreateSubscribedLibrary DeleteLibraryItem DeleteLocalLibrary DeleteSubscribedLibrary DownloadSession EvictLibraryItem EvictSubscribedLibrary GetConfiguration ImportStorage ProbeSubscription ReadStorage SyncLibrary SyncLibraryItem TypeIntrospection UpdateConfiguration UpdateLibrary UpdateLibraryItem UpdateLocalLibrary UpdateSession UpdateSubscribedLibrary',
    Cryptographer:
      'Access AddDisk Clone Decrypt Encrypt EncryptNew ManageEncryptionPolicy ManageKeyServers ManageKeys Migrate Recrypt RegisterHost RegisterVM',
    DVPortgroup: 'Create Delete Modify PolicyOp ScopeOp',
    DVSwitch: 'Create Delete HostOp Modify Move PolicyOp PortConfig PortSetting ResourceManagement Vspan',
    Datacenter:
      'Create Delete IpPoolConfig IpPoolQueryAllocations IpPoolReleaseIp Move Reconfigure Rename UpdateCarbonInfo',
    Datastore:
      'AllocateSpace Browse Config ConfigIOManagement Delete DeleteFile FileManagement Move Rename UpdateVirtualMachineFiles UpdateVirtualMachineMetadata',
    EAM: 'Config Modify View',
    Extension: 'Register Unregister Update',
    ExternalStatsProvider: 'Register Unregister Update',
    Folder: 'Create Delete ExternalFolderManagement Move Rename',
    Global:
      'CancelTask CapacityPlanning Diagnostics DisableMethods EnableMethods GlobalTag Health Licenses LogEvent ManageCustomFields Proxy ScriptAction ServiceManagers SetCustomField Settings SystemTag VCServer',
    HealthUpdateProvider: 'Register Unregister Update',
    'Host.Cim': 'CimInteraction',
    'Host.Config':
      'AdvancedConfig AuthenticationStore AutoStart Connection DateTime Firmware HyperThreading Image Maintenance Memory NetService Network Patch PciPassthru Power Quarantine Resources Settings Snmp Storage SystemFirewallRuleSet SystemManagement',
    'Host.Hbr': 'HbrDaemonManagement HbrManagement',
    'Host.Inventory':
      'AddHostToCluster AddStandaloneHost CreateCluster DeleteCluster EditCluster MoveCluster MoveHost RemoveHostFromCluster RenameCluster',
    'Host.Local': 'CreateVM DeleteVM InstallAgent ManageUserGroups ReconfigVM',
    'Host.Stats': 'Query',
    'InventoryService.Tagging':
      'AttachTag CreateCategory CreateTag DeleteCategory DeleteTag EditCategory EditTag ModifyUsedByForCategory ModifyUsedByForTag ObjectAttachable',
    Network: 'Assign Config Delete Move',
    Performance: 'ModifyIntervals',
    Profile: 'Clear Create Delete Edit Export View',
    Resource:
      'ApplyRecommendation AssignVAppToPool AssignVMToPool ColdMigrate CreatePool DeletePool EditPool HotMigrate MovePool QueryVMotion RenamePool',
    ScheduledTask: 'Create Delete Edit Run',
    Sessions: 'GlobalMessage ImpersonateUser TerminateSession ValidateSession',
    StoragePod: 'Config',
    StorageProfile: 'Apply Update View',
    StorageViews: 'ConfigureService View',
    System: 'Anonymous Read View',
    Task: 'Create Update',
    'Task.Update.Task': 'Update',
    TransferService: 'Manage Monitor',
    VApp: 'ApplicationConfig AssignResourcePool AssignVApp AssignVM Clone Create Delete Export ExtractOvfEnvironment Import InstanceConfig ManagedByConfig Move PowerOff PowerOn PullFromUrls Rename ResourceConfig Suspend Unregister',
    'VcIntegrity.Baseline.com.vmware.vcIntegrity': 'AssignBaselines ManageBaselines',
    'VcIntegrity.FileUpload.com.vmware.vcIntegrity': 'ImportFile',
    'VcIntegrity.General.com.vmware.vcIntegrity': 'Configure',
    'VcIntegrity.Updates.com.vmware.vcIntegrity': 'Remediate Scan Stage ViewStatus',
    'VirtualMachine.Config':
      'AddExistingDisk AddNewDisk AddRemoveDevice AdvancedConfig Annotation CPUCount ChangeTracking DiskExtend DiskLease EditDevice HostUSBDevice ManagedBy Memory MksControl QueryFTCompatibility QueryUnownedFiles RawDevice ReloadFromPath RemoveDisk Rename ResetGuestInfo Resource Settings SwapPlacement ToggleForkParent UpgradeVirtualHardware',
    'VirtualMachine.GuestOperations': 'Execute Modify ModifyAliases Query QueryAliases',
    'VirtualMachine.Hbr': 'ConfigureReplication MonitorReplication ReplicaManagement',
    'VirtualMachine.Interact':
      'AnswerQuestion Backup ConsoleInteract CreateScreenshot CreateSecondary DefragmentAllDisks DeviceConnection DisableSecondary DnD EnableSecondary GuestControl MakePrimary Pause PowerOff PowerOn PutUsbScanCodes Record Replay Reset SESparseMaintenance SetCDMedia SetFloppyMedia Suspend TerminateFaultTolerantVM ToolsInstall TurnOffFaultTolerance',
    'VirtualMachine.Inventory': 'Create CreateFromExisting Delete Move Register Unregister',
    'VirtualMachine.Namespace': 'Event EventNotify Management ModifyContent Query ReadContent',
    'VirtualMachine.Provisioning':
      'Clone CloneTemplate CreateTemplateFromVM Customize DeployTemplate DiskRandomAccess DiskRandomRead FileRandomAccess GetVmFiles MarkAsTemplate MarkAsVM ModifyCustSpecs PromoteDisks PutVmFiles ReadCustSpecs',
    'VirtualMachine.State': 'CreateSnapshot RemoveSnapshot RenameSnapshot RevertToSnapshot',
    vService: 'CreateDependency DestroyDependency ReconfigureDependency UpdateDependency',
    vSphereDataProtection: 'Protection Recovery',
  },
  '6.7': {
    Cns: 'Searchable',
    ComputePolicy: 'Manage',
    HLM: 'Create Manage',
    'Host.Config': 'Nvdimm',
  },
  '7.0': {
    CertificateManagement: 'Administer Manage',
    CertificateManagementSubscriptions: 'Create Delete Update',
    ContentLibrary:
      'AddCertToTrustStore AddSubscription CheckInTemplate CheckOutTemplate DeleteCertFromTrustStore DeleteSubscription ManageClusterRegistryResource ManageRegistry ManageRegistryProject MigrateLibrary PublishLibrary PublishLibraryItem UpdateSubscription',
    Cryptographer: 'ReadKeyServersInfo',
    'Host.Config': 'GuestStore ProductLocker',
    'Host.Inventory': 'ManageClusterLifecyle',
    'Host.Sgx': 'Register',
    'Host.Tpm': 'Read Unseal',
    Infraprofile: 'Read Write',
    Namespaces: 'Backup Configure ListAccess Manage ManageCapabilities ManageDisks SelfServiceManage Upgrade',
    Nsx: 'Manage ModifyAll Read',
    Observability: 'Admin',
    'Observability.StatsProvider': 'Manage',
    Plugin: 'Management',
    Trust: 'Administer Manage',
    TrustedAdmin:
      'ConfigureHostCertificates ConfigureHostMetadata ConfigureTokenConversionPolicy ManageAttestingSSO ManageKMSTrust ManageTrustedHosts ReadAttestingSSO ReadKMSTrust ReadStsInfo ReadTrustedHosts RetrieveHostMetadata RetrieveTPMHostCertificates',
    VcIdentityProviders: 'Create Manage Read',
    'VcIntegrity.ClusterConfiguration': 'Export Modify Remediate View',
    'VcIntegrity.HardwareCompatibility': 'Read Write',
    'VcIntegrity.lifecycleDepots': 'Delete',
    'VcIntegrity.lifecycleGeneral': 'Read Write',
    'VcIntegrity.lifecycleHealth': 'Read Write',
    'VcIntegrity.lifecycleSettings': 'Read Write',
    'VcIntegrity.lifecycleSoftwareRemediation': 'Read Write',
    'VcIntegrity.lifecycleSoftwareSpecification': 'Read Write',
    'VcIntegrity.systemVM': 'Read Write',
    VcLifecycle: 'Upgrade View',
    'VirtualMachine.Interact': 'SuspendToMemory',
    VirtualMachineClasses: 'Manage',
    'Vsan.Cluster': 'ShallowRekey',
    'Vsan.Xvc': 'UpdateClientInfo',
    vSANStats: 'Access',
    vSphereClient: 'UtilizeVerificationCode',
    vStats: 'CollectAny QueryAny Settings',
  },
  '8.0': {
    CertificateAuthority: 'Administer Manage',
    DirectPathProfileManager: 'Manage',
    'DrProxy.Host': 'Configure ManageService View',
    'DrProxy.License': 'Update View',
    'DrProxy.Progress': 'Control',
    'DrProxy.Vm': 'Configure',
    FoundationLoadBalancers: 'Manage',
    GuestDataPublisher: 'GetData',
    'Host.Entropy': 'Read Write',
    IntercomNamespace: 'Read Write',
    OvfManager: 'OvfConsumerAccess',
    PartnerRestDaemon: 'Read Write',
    ReplicationService: 'Administer',
    ServiceAccount: 'Administer ManageAccount ManagePassword',
    Sessions: 'CollectPrivilegeChecks',
    SettingsStore: 'Manage',
    SupervisorServices: 'Install Manage',
    TenantManager: 'Query Update',
    TokenService: 'PersistableTokenExchange',
    'VirtualMachine.DataSets':
      'DataSetCreate DataSetDelete DataSetEntryDelete DataSetEntryGet DataSetEntryList DataSetEntrySet DataSetGet DataSetList DataSetUpdate Export',
    VmCam: 'Administer',
    VmResourceProfiles: 'Manage',
    Zone: 'Manage ObjectAttachable',
  },
};

/** Every privilege that a release has. */
export function privilegesOf(release: Release): readonly string[] {
  return RELEASES.filter((since) => isSince(release, since)).flatMap((since) =>
    Object.entries(GROUPS[since]).flatMap(([group, names]) =>
      names.split(' ').map((name) => `${group}.${name}`),
    ),
  );
}

/** What No Cryptography Administrator may not do: the vendor's list for this role, by release. */
const WITHHELD_FROM_NO_CRYPTO_ADMIN: readonly { readonly id: RegExp; readonly since: Release }[] = [
  { since: '6.5', id: /^Cryptographer\./ },
  { since: '6.5', id: /^Global\.Diagnostics$/ },
  { since: '6.5', id: /^Host\.Inventory\.Add(HostToCluster|StandaloneHost)$/ },
  { since: '6.5', id: /^Host\.Local\.ManageUserGroups$/ },
  { since: '7.0', id: /^(Host\.Tpm|TrustedAdmin)\./ },
  { since: '8.0', id: /^VirtualMachine\.Interact\.GuestControl$/ },
];
const TRUSTED = /^(Host\.Tpm|TrustedAdmin)\./;
const READ_ONLY = ['System.Anonymous', 'System.Read', 'System.View'];

interface BuiltInRole {
  readonly roleId: number;
  readonly name: string;
  readonly label: string;
  readonly privileges: readonly string[];
}

interface RoleFacts {
  readonly name: string;
  readonly label: string;
  readonly since: Release;
  /** What it may do, of all that the release has. */
  readonly may: (privilege: string, release: Release) => boolean;
}

/** The system roles by the vendor's ids, with the vendor's names. */
const SYSTEM_ROLES: Readonly<Record<number, RoleFacts>> = {
  '-1': { name: 'Admin', label: 'Administrator', since: '6.5', may: () => true },
  '-2': { name: 'ReadOnly', label: 'Read-only', since: '6.5', may: (id) => READ_ONLY.includes(id) },
  '-3': {
    name: 'View',
    label: 'View',
    since: '6.5',
    may: (id) => id === 'System.Anonymous' || id === 'System.View',
  },
  '-4': { name: 'Anonymous', label: 'Anonymous', since: '6.5', may: (id) => id === 'System.Anonymous' },
  '-5': { name: 'NoAccess', label: 'No access', since: '6.5', may: () => false },
  '-6': {
    name: 'NoCryptoAdmin',
    label: 'No cryptography administrator',
    since: '6.5',
    may: (privilege, release) =>
      !WITHHELD_FROM_NO_CRYPTO_ADMIN.some(({ id, since }) => isSince(release, since) && id.test(privilege)),
  },
  '-7': {
    name: 'TrustedAdmin',
    label: 'Trusted Infrastructure administrator',
    since: '7.0',
    may: (id) => READ_ONLY.includes(id) || TRUSTED.test(id),
  },
  '-8': {
    name: 'NoTrustedAdmin',
    label: 'No Trusted Infrastructure administrator',
    since: '7.0',
    may: (id) => !TRUSTED.test(id),
  },
};

/** The system roles of a release. */
export function builtInRoles(release: Release): readonly BuiltInRole[] {
  const all = privilegesOf(release);
  return Object.entries(SYSTEM_ROLES)
    .filter(([, { since }]) => isSince(release, since))
    .map(([id, { name, label, may }]) => ({
      roleId: Number(id),
      name,
      label,
      privileges: all.filter((privilege) => may(privilege, release)),
    }));
}

/** The release that brought a system role; undefined for a custom one. */
export function roleSince(roleId: number): Release | undefined {
  return SYSTEM_ROLES[roleId]?.since;
}
