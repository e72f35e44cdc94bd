/** Privileges of vSphere 6.5 by group, with the ids that the vendor's API uses. Those that only later releases have are not listed. */
const GROUPS: Readonly<Record<string, string>> = {
  Alarm: 'Acknowledge Create Delete DisableActions Edit SetStatus ToggleEnableOnEntity',
  Authorization:
    'ModifyPermissions ModifyPrivileges ModifyRoles ModifyVTContainerMappings ModifyVTContainers ReassignRolePermissions',
  'AutoDeploy.Host': 'AssociateMachine',
  'AutoDeploy.Profile': 'Create Edit',
  'AutoDeploy.Rule': 'Create Delete Edit',
  'AutoDeploy.RuleSet': 'Activate Edit',
  Certificate: 'Manage',
  ContentLibrary:
    'AddCertToTrustStore AddLibraryItem AddSubscription CheckInTemplate CheckOutTemplate CreateLocalLibrary CreateSubscribedLibrary DeleteCertFromTrustStore DeleteLibraryItem DeleteLocalLibrary DeleteSubscribedLibrary DeleteSubscription DownloadSession EvictLibraryItem EvictSubscribedLibrary GetConfiguration ImportStorage ManageClusterRegistryResource ManageRegistry ManageRegistryProject MigrateLibrary ProbeSubscription PublishLibrary PublishLibraryItem ReadStorage SyncLibrary SyncLibraryItem TypeIntrospection UpdateConfiguration UpdateLibrary UpdateLibraryItem UpdateLocalLibrary UpdateSession UpdateSubscribedLibrary UpdateSubscription',
  Cryptographer:
    'Access AddDisk Clone Decrypt Encrypt EncryptNew ManageEncryptionPolicy ManageKeyServers ManageKeys Migrate Recrypt RegisterHost RegisterVM',
  DVPortgroup: 'Create Delete Modify PolicyOp ScopeOp',
  DVSwitch: 'Create Delete HostOp Modify Move PolicyOp PortConfig PortSetting ResourceManagement Vspan',
  Datacenter:
    'Create Delete IpPoolConfig IpPoolQueryAllocations IpPoolReleaseIp Move Reconfigure Rename UpdateCarbonInfo',
  Datastore:
    'AllocateSpace Browse Config ConfigIOManagement Delete DeleteFile FileManagement Move Rename UpdateVirtualMachineFiles UpdateVirtualMachineMetadata',
  Extension: 'Register Unregister Update',
  Folder: 'Create Delete ExternalFolderManagement Move Rename',
  Global:
    'CancelTask CapacityPlanning Diagnostics DisableMethods EnableMethods GlobalTag Health Licenses LogEvent ManageCustomFields Proxy ScriptAction ServiceManagers SetCustomField Settings SystemTag VCServer',
  'Host.Cim': 'CimInteraction',
  'Host.Config':
    'AdvancedConfig AuthenticationStore AutoStart Connection DateTime Firmware GuestStore HyperThreading Image Maintenance Memory NetService Network Nvdimm Patch PciPassthru Power ProductLocker Quarantine Resources Settings Snmp Storage SystemFirewallRuleSet SystemManagement',
  'Host.Entropy': 'Read Write',
  'Host.Hbr': 'HbrDaemonManagement HbrManagement',
  'Host.Inventory':
    'AddHostToCluster AddStandaloneHost CreateCluster DeleteCluster EditCluster ManageClusterLifecyle MoveCluster MoveHost RemoveHostFromCluster RenameCluster',
  'Host.Local': 'CreateVM DeleteVM InstallAgent ManageUserGroups ReconfigVM',
  'Host.Sgx': 'Register',
  'Host.Stats': 'Query',
  'InventoryService.Tagging':
    'AttachTag CreateCategory CreateTag DeleteCategory DeleteTag EditCategory EditTag ModifyUsedByForCategory ModifyUsedByForTag ObjectAttachable',
  Network: 'Assign Config Delete Move',
  Performance: 'ModifyIntervals',
  Profile: 'Clear Create Delete Edit Export View',
  Resource:
    'ApplyRecommendation AssignVAppToPool AssignVMToPool ColdMigrate CreatePool DeletePool EditPool HotMigrate MovePool QueryVMotion RenamePool',
  ScheduledTask: 'Create Delete Edit Run',
  Sessions: 'CollectPrivilegeChecks GlobalMessage ImpersonateUser TerminateSession ValidateSession',
  StorageProfile: 'Apply Update View',
  System: 'Anonymous Read View',
  Task: 'Create Update',
  TransferService: 'Manage Monitor',
  VApp: 'ApplicationConfig AssignResourcePool AssignVApp AssignVM Clone Create Delete Export ExtractOvfEnvironment Import InstanceConfig ManagedByConfig Move PowerOff PowerOn PullFromUrls Rename ResourceConfig Suspend Unregister',
  'VcIntegrity.Baseline.com.vmware.vcIntegrity': 'AssignBaselines ManageBaselines',
  'VcIntegrity.ClusterConfiguration': 'Export Modify Remediate View',
  'VcIntegrity.FileUpload.com.vmware.vcIntegrity': 'ImportFile',
  'VcIntegrity.General.com.vmware.vcIntegrity': 'Configure',
  'VcIntegrity.HardwareCompatibility': 'Read Write',
  'VcIntegrity.Updates.com.vmware.vcIntegrity': 'Remediate Scan Stage ViewStatus',
  'VcIntegrity.lifecycleDepots': 'Delete',
  'VcIntegrity.lifecycleGeneral': 'Read Write',
  'VcIntegrity.lifecycleHealth': 'Read Write',
  'VcIntegrity.lifecycleSettings': 'Read Write',
  'VcIntegrity.lifecycleSoftwareRemediation': 'Read Write',
  'VcIntegrity.lifecycleSoftwareSpecification': 'Read Write',
  'VcIntegrity.systemVM': 'Read Write',
  'VirtualMachine.Config':
    'AddExistingDisk AddNewDisk AddRemoveDevice AdvancedConfig Annotation CPUCount ChangeTracking DiskExtend DiskLease EditDevice HostUSBDevice ManagedBy Memory MksControl QueryFTCompatibility QueryUnownedFiles RawDevice ReloadFromPath RemoveDisk Rename ResetGuestInfo Resource Settings SwapPlacement ToggleForkParent UpgradeVirtualHardware',
  'VirtualMachine.DataSets':
    'DataSetCreate DataSetDelete DataSetEntryDelete DataSetEntryGet DataSetEntryList DataSetEntrySet DataSetGet DataSetList DataSetUpdate Export',
  'VirtualMachine.GuestOperations': 'Execute Modify ModifyAliases Query QueryAliases',
  'VirtualMachine.Hbr': 'ConfigureReplication MonitorReplication ReplicaManagement',
  'VirtualMachine.Interact':
    'AnswerQuestion Backup ConsoleInteract CreateScreenshot CreateSecondary DefragmentAllDisks DeviceConnection DisableSecondary DnD EnableSecondary GuestControl MakePrimary Pause PowerOff PowerOn PutUsbScanCodes Record Replay Reset SESparseMaintenance SetCDMedia SetFloppyMedia Suspend SuspendToMemory TerminateFaultTolerantVM ToolsInstall TurnOffFaultTolerance',
  'VirtualMachine.Inventory': 'Create CreateFromExisting Delete Move Register Unregister',
  'VirtualMachine.Namespace': 'Event EventNotify Management ModifyContent Query ReadContent',
  'VirtualMachine.Provisioning':
    'Clone CloneTemplate CreateTemplateFromVM Customize DeployTemplate DiskRandomAccess DiskRandomRead FileRandomAccess GetVmFiles MarkAsTemplate MarkAsVM ModifyCustSpecs PromoteDisks PutVmFiles ReadCustSpecs',
  'VirtualMachine.State': 'CreateSnapshot RemoveSnapshot RenameSnapshot RevertToSnapshot',
  'Vsan.Cluster': 'ShallowRekey',
  'Vsan.Xvc': 'UpdateClientInfo',
};

export const PRIVILEGES: readonly string[] = Object.entries(GROUPS).flatMap(([group, names]) =>
  names.split(' ').map((name) => `${group}.${name}`),
);

/** What No Cryptography Administrator may not do: the vendor's list for this role. */
const WITHHELD_FROM_NO_CRYPTO_ADMIN = new Set([
  'Global.Diagnostics',
  'Host.Inventory.AddHostToCluster',
  'Host.Inventory.AddStandaloneHost',
  'Host.Local.ManageUserGroups',
]);

export interface BuiltInRole {
  readonly roleId: number;
  readonly name: string;
  readonly label: string;
  readonly privileges: readonly string[];
}

export const NO_CRYPTO_ADMIN_PRIVILEGES: readonly string[] = PRIVILEGES.filter(
  (id) => !id.startsWith('Cryptographer.') && !WITHHELD_FROM_NO_CRYPTO_ADMIN.has(id),
);

export const BUILT_IN_ROLES: readonly BuiltInRole[] = [
  { roleId: -1, name: 'Admin', label: 'Administrator', privileges: PRIVILEGES },
  {
    roleId: -2,
    name: 'ReadOnly',
    label: 'Read-only',
    privileges: ['System.Anonymous', 'System.Read', 'System.View'],
  },
  { roleId: -3, name: 'View', label: 'View', privileges: ['System.Anonymous', 'System.View'] },
  { roleId: -4, name: 'Anonymous', label: 'Anonymous', privileges: ['System.Anonymous'] },
  { roleId: -5, name: 'NoAccess', label: 'No access', privileges: [] },
  {
    roleId: -6,
    name: 'NoCryptoAdmin',
    label: 'No cryptography administrator',
    privileges: NO_CRYPTO_ADMIN_PRIVILEGES,
  },
];
