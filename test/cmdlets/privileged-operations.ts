/** Operations and the privileges that the vendor asks for, for the matrix of privilege-matrix.test.ts. */
export interface Operation {
  readonly name: string;
  /** What the administrator prepares: a VM that `<vm>` then stands for. */
  readonly vm?: 'plain' | 'plain on' | 'encrypted' | 'encrypted on' | 'snapshot' | 'template';
  /** Further preparation, after the VM is made. */
  readonly before?: string;
  readonly run: string;
  /** What Read-only lacks first. */
  readonly readOnly: string;
  /** What No cryptography administrator lacks, or `done`. */
  readonly noCrypto: string;
}

export const CLUSTER = 'Cluster-01';
const ENCRYPTING = "-StoragePolicy 'VM Encryption Policy'";
const SEALED = "-Encrypted -Passphrase (ConvertTo-SecureString 'ten letters' -AsPlainText -Force)";
export const NEW_VM = '-DiskGB 0.001 -MemoryMB 16 -VMHost esx-01.lab.local -Datastore datastore1';

export const OPERATIONS: readonly Operation[] = [
  // Power
  op('power on', 'plain', 'Start-VM <vm>', 'VirtualMachine.Interact.PowerOn'),
  op('power on an encrypted VM', 'encrypted', 'Start-VM <vm>', 'VirtualMachine.Interact.PowerOn'),
  op('power off', 'plain on', 'Stop-VM <vm>', 'VirtualMachine.Interact.PowerOff'),
  op('power off an encrypted VM', 'encrypted on', 'Stop-VM <vm>', 'VirtualMachine.Interact.PowerOff'),
  op('reset', 'plain on', 'Restart-VM <vm>', 'VirtualMachine.Interact.Reset'),
  op('suspend', 'plain on', 'Suspend-VM <vm>', 'VirtualMachine.Interact.Suspend'),
  op('shut a guest down', 'plain on', 'Stop-VMGuest <vm>', 'VirtualMachine.Interact.PowerOff'),
  op('restart a guest', 'plain on', 'Restart-VMGuest <vm>', 'VirtualMachine.Interact.Reset'),
  // Encryption
  op('encrypt', 'plain', 'Enable-VMEncryption <vm>', 'Cryptographer.Encrypt', 'Cryptographer.Encrypt'),
  op('decrypt', 'encrypted', 'Disable-VMEncryption <vm>', 'Cryptographer.Decrypt', 'Cryptographer.Decrypt'),
  op('new key', 'encrypted', 'Set-VMEncryptionKey <vm>', 'Cryptographer.Recrypt', 'Cryptographer.Recrypt'),
  op(
    'new data keys',
    'encrypted',
    'Set-VMEncryptionKey <vm> -Deep',
    'Cryptographer.Recrypt',
    'Cryptographer.Recrypt',
  ),
  op(
    'encrypt by policy',
    'plain',
    `Set-SpbmEntityConfiguration (Get-VM <vm>) ${ENCRYPTING}`,
    'Cryptographer.Encrypt',
    'Cryptographer.Encrypt',
  ),
  // Making, copying, removing
  op('create a VM', undefined, `New-VM -Name <vm> ${NEW_VM}`, 'VirtualMachine.Inventory.Create'),
  op(
    'create an encrypted VM',
    undefined,
    `New-VM -Name <vm> ${NEW_VM} ${ENCRYPTING}`,
    'VirtualMachine.Inventory.Create',
    'Cryptographer.EncryptNew',
  ),
  op(
    'clone',
    'plain',
    'New-VM -VM <vm> -Name <vm>-copy -VMHost esx-01.lab.local',
    'VirtualMachine.Provisioning.Clone',
  ),
  op(
    'clone an encrypted VM',
    'encrypted',
    'New-VM -VM <vm> -Name <vm>-copy -VMHost esx-01.lab.local',
    'VirtualMachine.Provisioning.Clone',
    'Cryptographer.Clone',
  ),
  op('to a template', 'plain', 'Set-VM <vm> -ToTemplate', 'VirtualMachine.Provisioning.MarkAsTemplate'),
  op('to a VM again', 'template', 'Set-Template <vm> -ToVM', 'VirtualMachine.Provisioning.MarkAsVM'),
  op('unregister', 'plain', 'Remove-VM <vm>', 'VirtualMachine.Inventory.Unregister'),
  op(
    'delete an encrypted VM',
    'encrypted',
    'Remove-VM <vm> -DeletePermanently',
    'VirtualMachine.Inventory.Delete',
  ),
  {
    ...op(
      'register',
      'plain',
      "New-VM -VMFilePath '[datastore1] <vm>/<vm>.vmx' -VMHost esx-01.lab.local",
      'VirtualMachine.Inventory.Register',
    ),
    before: 'Remove-VM <vm>',
  },
  {
    ...op(
      'register an encrypted VM',
      'encrypted',
      "New-VM -VMFilePath '[datastore1] <vm>/<vm>.vmx' -VMHost esx-01.lab.local",
      'VirtualMachine.Inventory.Register',
      'Cryptographer.RegisterVM',
    ),
    before: 'Remove-VM <vm>',
  },
  // Settings and devices
  op('rename', 'plain', 'Set-VM <vm> -Name <vm>-b', 'VirtualMachine.Config.Rename'),
  op('memory', 'plain', 'Set-VM <vm> -MemoryMB 32', 'VirtualMachine.Config.Memory'),
  op('CPUs', 'plain', 'Set-VM <vm> -NumCpu 2', 'VirtualMachine.Config.CPUCount'),
  op('notes', 'plain', 'Set-VM <vm> -Notes noted', 'VirtualMachine.Config.Annotation'),
  op(
    'encrypted vMotion',
    'plain',
    'Set-VM <vm> -MigrationEncryption Required',
    'VirtualMachine.Config.Settings',
  ),
  op(
    'advanced setting',
    'plain',
    'New-AdvancedSetting -Entity (Get-VM <vm>) -Name a.b -Value 1',
    'VirtualMachine.Config.AdvancedConfig',
  ),
  op('new disk', 'plain', 'New-HardDisk <vm> -CapacityGB 0.001', 'VirtualMachine.Config.AddNewDisk'),
  op(
    'new disk of an encrypted VM',
    'encrypted',
    'New-HardDisk <vm> -CapacityGB 0.001',
    'VirtualMachine.Config.AddNewDisk',
    'Cryptographer.AddDisk',
  ),
  op(
    'grow a disk',
    'plain',
    'Get-HardDisk <vm> | Set-HardDisk -CapacityGB 0.002',
    'VirtualMachine.Config.DiskExtend',
  ),
  op('remove a disk', 'plain', 'Get-HardDisk <vm> | Remove-HardDisk', 'VirtualMachine.Config.RemoveDisk'),
  op('serial port', 'plain', 'New-VMSerialPort <vm>', 'VirtualMachine.Config.AddRemoveDevice'),
  op(
    'network adapter',
    'plain',
    "New-NetworkAdapter <vm> -NetworkName 'VM Network'",
    'VirtualMachine.Config.AddRemoveDevice',
  ),
  op('replicate', 'plain', 'Enable-VMReplication <vm> datastore2', 'VirtualMachine.Hbr.ConfigureReplication'),
  op('fault tolerance', 'plain', 'Enable-VMFaultTolerance <vm>', 'VirtualMachine.Interact.CreateSecondary'),
  // Snapshots
  op('take a snapshot', 'plain', 'New-Snapshot <vm> -Name s', 'VirtualMachine.State.CreateSnapshot'),
  op(
    'go back to a snapshot',
    'snapshot',
    'Set-VM <vm> -Snapshot (Get-Snapshot <vm>)',
    'VirtualMachine.State.RevertToSnapshot',
  ),
  op(
    'remove a snapshot',
    'snapshot',
    'Get-Snapshot <vm> | Remove-Snapshot',
    'VirtualMachine.State.RemoveSnapshot',
  ),
  // Moving
  op('move, off', 'plain', 'Move-VM <vm> esx-02.lab.local', 'Resource.ColdMigrate'),
  op('move, on', 'plain on', 'Move-VM <vm> esx-02.lab.local', 'Resource.HotMigrate'),
  op(
    'move an encrypted VM',
    'encrypted on',
    'Move-VM <vm> esx-02.lab.local',
    'Resource.HotMigrate',
    'Cryptographer.Migrate',
  ),
  op('move to a folder', 'plain', 'Move-VM <vm> -InventoryLocation target', 'VirtualMachine.Inventory.Move'),
  // Ways that data can leave
  op('console', 'plain on', 'Open-VMConsole <vm>', 'VirtualMachine.Interact.ConsoleInteract'),
  op(
    'console of an encrypted VM',
    'encrypted on',
    'Open-VMConsole <vm>',
    'VirtualMachine.Interact.ConsoleInteract',
    'Cryptographer.Access',
  ),
  op(
    'download',
    'plain',
    "Copy-DatastoreItem '[datastore1] <vm>/<vm>.vmx' $out/<vm>.vmx",
    'Datastore.Browse',
  ),
  op(
    'download of an encrypted VM',
    'encrypted',
    "Copy-DatastoreItem '[datastore1] <vm>/<vm>.vmx' $out/<vm>.vmx",
    'Datastore.Browse',
    'Cryptographer.Access',
  ),
  op(
    'back up',
    'plain',
    'New-VMBackup <vm> -Destination $out/backups',
    'VirtualMachine.Provisioning.DiskRandomRead',
  ),
  op(
    'back up an encrypted VM',
    'encrypted',
    'New-VMBackup <vm> -Destination $out/backups',
    'VirtualMachine.Provisioning.DiskRandomRead',
    'Cryptographer.Access',
  ),
  op(
    'copy a disk',
    'plain',
    "Copy-HardDisk (Get-HardDisk <vm>) '[datastore1] <vm>/copy.vmdk'",
    'VirtualMachine.Provisioning.DiskRandomRead',
  ),
  op(
    'copy an encrypted disk',
    'encrypted',
    "Copy-HardDisk (Get-HardDisk <vm>) '[datastore1] <vm>/copy.vmdk'",
    'VirtualMachine.Provisioning.DiskRandomRead',
    'Cryptographer.Clone',
  ),
  op(
    'a plain image of an encrypted disk',
    'encrypted',
    'Copy-HardDisk (Get-HardDisk <vm>) $out/<vm>.img -FileFormat Raw',
    'VirtualMachine.Provisioning.DiskRandomRead',
    'Cryptographer.Access',
  ),
  op('export', 'plain', 'Export-VApp -VM <vm> -Destination $out/exports', 'VApp.Export'),
  op(
    'export under a passphrase',
    'plain',
    `Export-VM <vm> -Destination $out/sealed ${SEALED}`,
    'VApp.Export',
  ),
  op(
    'export an encrypted VM under a passphrase',
    'encrypted',
    `Export-VM <vm> -Destination $out/sealed ${SEALED}`,
    'VApp.Export',
    'Cryptographer.Access',
  ),
  // Hosts
  host('maintenance mode', 'Set-VMHost esx-03.lab.local -State Maintenance', 'Host.Config.Maintenance'),
  host('leave maintenance mode', 'Set-VMHost esx-04.lab.local -State Connected', 'Host.Config.Maintenance'),
  host('disconnect', 'Set-VMHost esx-05.lab.local -State Disconnected', 'Host.Config.Connection'),
  host('reboot', 'Restart-VMHost esx-04.lab.local -Force', 'Host.Config.Maintenance'),
  host(
    'encryption mode',
    'Enable-VMHostCryptoSafe esx-08.lab.local -KMSClusterId lab-kms',
    'Cryptographer.RegisterHost',
    'Cryptographer.RegisterHost',
  ),
  host(
    'new host key',
    'Set-VMHostCryptoKey esx-01.lab.local -KMSClusterId lab-kms',
    'Cryptographer.RegisterHost',
    'Cryptographer.RegisterHost',
  ),
  host(
    'add a host',
    `Add-VMHost added.lab.local -Location ${CLUSTER} -User root -Password x`,
    'Host.Inventory.AddHostToCluster',
    'Host.Inventory.AddHostToCluster',
  ),
  host(
    'advanced setting of a host',
    'Get-VMHost esx-01.lab.local | Get-AdvancedSetting -Name Migrate.SdpsEnabled | Set-AdvancedSetting -Value 0',
    'Host.Config.AdvancedConfig',
  ),
  host('remove a host', 'Remove-VMHost esx-07.lab.local', 'Host.Inventory.RemoveHostFromCluster'),
  // Keys and policies
  host(
    'add a key server',
    'Add-KeyManagementServer -Name k -KeyProvider other -Address 127.0.0.1 -Port 1 -TrustKeyManagementServer $false',
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host(
    'default key provider',
    'Set-KeyProvider lab-kms -DefaultForSystem',
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host(
    'an encryption policy',
    "New-SpbmStoragePolicy -Name sealed -CommonRule (New-SpbmRule 'vmwarevmcrypt@ENCRYPTION.AllowCleartextFilters' $false)",
    'StorageProfile.Update',
    'Cryptographer.ManageEncryptionPolicy',
  ),
  host('another policy', 'New-SpbmStoragePolicy -Name ordinary', 'StorageProfile.Update'),
  // Who may do what
  host(
    'a role',
    'New-VIRole Operator -Privilege VirtualMachine.Interact.PowerOn',
    'Authorization.ModifyRoles',
  ),
  host(
    'a role with a cryptographic privilege',
    'New-VIRole Sealer -Privilege Cryptographer.Encrypt',
    'Authorization.ModifyRoles',
    'Cryptographer.Encrypt',
  ),
  host(
    'a permission',
    'New-VIPermission (Get-Folder target) -Principal auditor@vsphere.local -Role ReadOnly',
    'Authorization.ModifyPermissions',
  ),
  host(
    'a permission for an administrator',
    'New-VIPermission (Get-Folder target) -Principal keyadmin@vsphere.local -Role Admin',
    'Authorization.ModifyPermissions',
    'Cryptographer.Access',
  ),
  host(
    'a user',
    "New-VIAccount newcomer -Password 'Newcomer1!'",
    'Host.Local.ManageUserGroups',
    'Host.Local.ManageUserGroups',
  ),
  // The inventory
  host('a folder', 'New-Folder made -Location target', 'Folder.Create'),
  host('rename a folder', 'Set-Folder renamed -Name renamed-b', 'Folder.Rename'),
  host('move a folder', 'Move-Folder moved target', 'Folder.Move'),
  host('remove a folder', 'Remove-Folder removed', 'Folder.Delete'),
  host('a datacenter', 'New-Datacenter made -Location Datacenters', 'Datacenter.Create'),
  host('a cluster', 'New-Cluster made -Location Lab', 'Host.Inventory.CreateCluster'),
  host('change a cluster', `Set-Cluster ${CLUSTER} -HAFailoverLevel 2`, 'Host.Inventory.EditCluster'),
  host('a resource pool', `New-ResourcePool made -Location ${CLUSTER}`, 'Resource.CreatePool'),
  host('change a resource pool', 'Set-ResourcePool pool -CpuSharesLevel High', 'Resource.EditPool'),
  host('a tag category', 'New-TagCategory made', 'InventoryService.Tagging.CreateCategory'),
  host('a tag', 'New-Tag made -Category kinds', 'InventoryService.Tagging.CreateTag'),
  host('tag a folder', 'New-TagAssignment known (Get-Folder target)', 'InventoryService.Tagging.AttachTag'),
  host(
    'a content library',
    'New-ContentLibrary made -Datastore datastore1',
    'ContentLibrary.CreateLocalLibrary',
  ),
  host('a capability', 'Set-VICapability EncryptedDiskSnapshot $true', 'Global.Settings'),
];

/** An operation on a VM that the administrator made for it; No cryptography administrator may do it unless said. */
function op(
  name: string,
  vm: Operation['vm'] | undefined,
  run: string,
  readOnly: string,
  noCrypto = 'done',
): Operation {
  return { name, ...(vm && { vm }), run, readOnly, noCrypto };
}

/** An operation on what the lab has. */
function host(name: string, run: string, readOnly: string, noCrypto = 'done'): Operation {
  return { name, run, readOnly, noCrypto };
}
