import { defineEnum } from '../values/enum-type.ts';

/** PowerCLI's and vim25's enumerations, with their spellings. */

export const powerState = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Inventory.PowerState',
  values: ['PoweredOff', 'PoweredOn', 'Suspended'],
});

export const vmHostState = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Host.VMHostState',
  values: ['Connected', 'Disconnected', 'NotResponding', 'Maintenance'],
});

export const vmHostPowerState = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Host.VMHostPowerState',
  values: ['PoweredOff', 'PoweredOn', 'StandBy', 'Unknown'],
});

export const taskState = defineEnum({
  fullName: 'VMware.VimAutomation.Types.TaskState',
  values: ['Queued', 'Running', 'Success', 'Error', 'Unknown'],
});

export const folderType = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Inventory.FolderType',
  values: ['Datacenter', 'VM', 'HostAndCluster', 'Datastore', 'Network'],
});

export const drsAutomationLevel = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Cluster.DrsAutomationLevel',
  values: ['FullyAutomated', 'PartiallyAutomated', 'Manual', 'Disabled', 'AsSpecifiedByCluster'],
});

export const haRestartPriority = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Cluster.HARestartPriority',
  values: ['ClusterRestartPriority', 'Disabled', 'Low', 'Medium', 'High'],
});

export const haIsolationResponse = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Cluster.HAIsolationResponse',
  values: ['AsSpecifiedByCluster', 'PowerOff', 'DoNothing', 'Shutdown'],
});

export const vmSwapfilePolicy = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VMSwapfilePolicy',
  values: ['Inherit', 'WithVM', 'InHostDatastore'],
});

export const vmVersion = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VM.VMVersion',
  values: ['v4', 'v7', 'v8', 'v9', 'v10', 'v11', 'v12', 'v13', 'v14', 'v15', 'v17', 'v18', 'v19', 'v20'],
  since: { v14: '6.7', v15: '6.7', v17: '7.0', v18: '7.0', v19: '7.0', v20: '8.0' },
});

export const diskType = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VirtualDevice.DiskType',
  values: ['RawVirtual', 'RawPhysical', 'Flat', 'Unknown'],
});

export const storagePolicyTarget = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.StoragePolicyTargetType',
  values: ['VMHome', 'AllDisks', 'VMHomeAndAllDisks'],
});

export const virtualDiskStorageFormat = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VirtualDevice.VirtualDiskStorageFormat',
  values: ['Thin', 'Thick', 'EagerZeroedThick', 'Thin2GB', 'Thick2GB'],
});

export const persistencePolicy = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VirtualDevice.PersistencePolicy',
  values: [
    'Persistent',
    'IndependentPersistent',
    'IndependentNonPersistent',
    'NonPersistent',
    'Undoable',
    'Unknown',
  ],
});

/** Without regard to case, so that the module's `required` and the vendor's `Required` are one. */
export const migrationEncryption = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VM.VMMigrationEncryptionMode',
  values: ['Disabled', 'Opportunistic', 'Required'],
});

export const hostCryptoState = defineEnum({
  fullName: 'VMware.Vim.HostCryptoState',
  values: ['incapable', 'prepared', 'safe', 'pendingIncapable'],
  since: { pendingIncapable: '7.0' },
});

export const vmotionPriority = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VMotionPriority',
  values: ['Default', 'High'],
});

export const guestWorkload = defineEnum({
  fullName: 'VSeal.GuestWorkload',
  values: ['Idle', 'Redis', 'SqlServer', 'Uniform', 'Sequential', 'Custom'],
});

export const complianceStatus = defineEnum({
  fullName: 'VMware.VimAutomation.Storage.Types.V1.Spbm.SpbmComplianceStatus',
  values: ['compliant', 'nonCompliant', 'unknown', 'notApplicable', 'outOfDate'],
});

export const sharesLevel = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Cluster.SharesLevel',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.SharesLevel'],
  values: ['Custom', 'High', 'Low', 'Normal'],
});

/** How a VM's CPUs share hyperthreaded cores; what a host here has no say in. */
export const htCoreSharing = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VM.HTCoreSharing',
  values: ['Any', 'None', 'Internal'],
});

export const cpuAffinity = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VM.CpuAffinity',
  values: ['NoAffinity'],
});

/** Whether several VMs may write to a disk at once (vim: VirtualDiskSharing). */
export const diskSharing = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VirtualDevice.DiskSharing',
  aliases: ['VMware.Vim.VirtualDiskSharing'],
  values: ['None', 'MultiWriter'],
});
