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

export const TESTER_PASSWORD = 'Matrix-2016!';
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
  host(
    'encrypt a disk',
    'Get-HardDisk half | Enable-VMDiskEncryption -VM half',
    'Cryptographer.Encrypt',
    'Cryptographer.Encrypt',
  ),
  host(
    'decrypt a disk',
    'Get-HardDisk sealed | Disable-VMDiskEncryption',
    'Cryptographer.Decrypt',
    'Cryptographer.Decrypt',
  ),
  host(
    'new key of a disk',
    'Get-HardDisk twice | Set-VMDiskEncryptionKey',
    'Cryptographer.Recrypt',
    'Cryptographer.Recrypt',
  ),
  host(
    'decrypt a disk by the vendor cmdlet',
    'Get-HardDisk twice | Set-HardDisk -DisableEncryption',
    'Cryptographer.Decrypt',
    'Cryptographer.Decrypt',
  ),
  host(
    'decrypt by policy',
    "Set-SpbmEntityConfiguration (Get-VM again), (Get-HardDisk again) -StoragePolicy 'Datastore Default'",
    'Cryptographer.Decrypt',
    'Cryptographer.Decrypt',
  ),
  host('repair disks', 'Repair-VMDisk shared', 'VirtualMachine.Config.Settings'),
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
  host(
    'a template of a VM',
    'New-Template made -VM shared',
    'VirtualMachine.Provisioning.CreateTemplateFromVM',
  ),
  host(
    'a template of an encrypted VM',
    'New-Template sealed-copy -VM readable',
    'VirtualMachine.Provisioning.CreateTemplateFromVM',
    'Cryptographer.Clone',
  ),
  host('remove a template', 'Remove-Template unused', 'VirtualMachine.Inventory.Unregister'),
  host(
    'restore a backup',
    'Restore-VMBackup $out/kept/readable -Name restored -Datastore datastore1',
    'VirtualMachine.Inventory.Create',
  ),
  host(
    'restore a backup encrypted',
    "Restore-VMBackup $out/kept/readable -Name restored-b -Datastore datastore1 -StoragePolicy 'VM Encryption Policy'",
    'VirtualMachine.Inventory.Create',
    'Cryptographer.EncryptNew',
  ),
  // Settings and devices
  op('rename', 'plain', 'Set-VM <vm> -Name <vm>-b', 'VirtualMachine.Config.Rename'),
  op('memory', 'plain', 'Set-VM <vm> -MemoryMB 32', 'VirtualMachine.Config.Memory'),
  op('CPUs', 'plain', 'Set-VM <vm> -NumCpu 2', 'VirtualMachine.Config.CPUCount'),
  op(
    'resources',
    'plain',
    'Get-VMResourceConfiguration <vm> | Set-VMResourceConfiguration -NumCpuShares 5',
    'VirtualMachine.Config.Resource',
  ),
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
  host('parallel port', 'New-VMParallelPort shared', 'VirtualMachine.Config.AddRemoveDevice'),
  host(
    'remove a serial port',
    'Get-VMSerialPort ported | Remove-VMSerialPort',
    'VirtualMachine.Config.AddRemoveDevice',
  ),
  host(
    'remove a parallel port',
    'Get-VMParallelPort ported | Remove-VMParallelPort',
    'VirtualMachine.Config.AddRemoveDevice',
  ),
  host(
    'change a network adapter',
    "Get-NetworkAdapter ported | Set-NetworkAdapter -NetworkName 'VM Network'",
    'VirtualMachine.Config.EditDevice',
  ),
  host(
    'remove a network adapter',
    'Get-NetworkAdapter ported | Remove-NetworkAdapter',
    'VirtualMachine.Config.AddRemoveDevice',
  ),
  host('eject an image', 'Get-CDDrive driven | Set-CDDrive -NoMedia', 'VirtualMachine.Config.EditDevice'),
  host('remove a CD drive', 'Get-CDDrive driven | Remove-CDDrive', 'VirtualMachine.Config.AddRemoveDevice'),
  host(
    'remove a floppy drive',
    'Get-FloppyDrive driven | Remove-FloppyDrive',
    'VirtualMachine.Config.AddRemoveDevice',
  ),
  host(
    'change an advanced setting',
    'Get-AdvancedSetting (Get-VM shared) -Name kept | Set-AdvancedSetting -Value 2',
    'VirtualMachine.Config.AdvancedConfig',
  ),
  host(
    'remove an advanced setting',
    'Get-AdvancedSetting (Get-VM shared) -Name gone | Remove-AdvancedSetting',
    'VirtualMachine.Config.AdvancedConfig',
  ),
  host(
    'encrypted vMotion by its own cmdlet',
    'Set-VMotionEncryption shared Required',
    'VirtualMachine.Config.Settings',
  ),
  host(
    'encrypted vMotion by the community cmdlet',
    'Set-vMotionEncryptionConfig shared -Encryption disabled',
    'VirtualMachine.Config.Settings',
  ),
  host('mark a VM', 'Set-VMRole shared KMS', 'VirtualMachine.Config.ManagedBy'),
  host('end replication', 'Disable-VMReplication replicated', 'VirtualMachine.Hbr.ConfigureReplication'),
  host(
    'end fault tolerance',
    'Disable-VMFaultTolerance tolerant',
    'VirtualMachine.Interact.TurnOffFaultTolerance',
  ),
  op('suspend a guest', 'plain on', 'Suspend-VMGuest <vm>', 'VirtualMachine.Interact.Suspend'),
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
  host(
    'rename a snapshot',
    'Get-Snapshot kept | Set-Snapshot -Name renamed',
    'VirtualMachine.State.RenameSnapshot',
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
  host('move a disk', 'Get-HardDisk ported | Move-HardDisk -Datastore datastore2', 'Resource.ColdMigrate'),
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
  op('inflate a disk', 'plain', 'Get-HardDisk <vm> | Set-HardDisk -Inflate', 'Datastore.FileManagement'),
  op('zero out a disk', 'plain', 'Get-HardDisk <vm> | Set-HardDisk -ZeroOut', 'Datastore.FileManagement'),
  op('export', 'plain', 'Export-VApp -VM <vm> -Destination $out/exports', 'VApp.Export'),
  op('import', undefined, 'Import-VApp $out/kept/packed.ova -Name <vm> -Datastore datastore1', 'VApp.Import'),
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
  op(
    'serve disks',
    'plain on',
    'Start-VMDiskServer <vm>; Stop-VMDiskServer <vm>',
    'VirtualMachine.Provisioning.DiskRandomAccess',
  ),
  op(
    'serve encrypted disks',
    'encrypted on',
    'Start-VMDiskServer <vm>; Stop-VMDiskServer <vm>',
    'VirtualMachine.Provisioning.DiskRandomAccess',
    'Cryptographer.Access',
  ),
  host('check disks', 'Test-VMDisk ported', 'VirtualMachine.Provisioning.DiskRandomRead'),
  host('check encrypted disks', 'Test-VMDisk again', 'VirtualMachine.Provisioning.DiskRandomRead'),
  host(
    'upload',
    "Copy-DatastoreItem $out/note.txt '[datastore1] shared/note.txt'",
    'Datastore.FileManagement',
  ),
  host(
    'upload to an encrypted VM',
    "Copy-DatastoreItem $out/note.txt '[datastore1] readable/note.txt'",
    'Datastore.FileManagement',
    'Cryptographer.Access',
  ),
  host(
    'a library item',
    'New-ContentLibraryItem kept-library -VM shared -Name item',
    'ContentLibrary.AddLibraryItem',
  ),
  host('remove a library item', 'Remove-ContentLibraryItem unused-item', 'ContentLibrary.DeleteLibraryItem'),
  host('a core dump', 'New-VMHostCoreDump esx-01.lab.local', 'Global.Diagnostics', 'Global.Diagnostics'),
  host(
    'read an encrypted core dump',
    'Get-VMHostCoreDump esx-02.lab.local | Export-VMHostCoreDump -Destination $out/dump.bin',
    'Global.Diagnostics',
    'Global.Diagnostics',
  ),
  host(
    'remove a core dump',
    'Get-VMHostCoreDump esx-02.lab.local | Remove-VMHostCoreDump',
    'Global.Diagnostics',
    'Global.Diagnostics',
  ),
  host('measure encryption', 'Measure-VMEncryption shared -SizeMB 8 -Seconds 0.1', 'Datastore.AllocateSpace'),
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
  host('crash', 'Invoke-VMHostCrash esx-09.lab.local', 'Host.Config.Maintenance'),
  host('shut a host down', 'Stop-VMHost esx-10.lab.local', 'Host.Config.Maintenance'),
  host('start a host', 'Start-VMHost esx-11.lab.local', 'Host.Config.Maintenance'),
  host(
    'move a host',
    'Move-VMHost esx-12.lab.local -Destination Lab',
    'Host.Inventory.MoveHost',
    'Host.Inventory.AddStandaloneHost',
  ),
  host(
    'core dumps to a collector',
    'Set-VMHostDumpCollector esx-05.lab.local -Disable',
    'Host.Config.NetService',
  ),
  host('a datastore', 'New-Datastore made -VMHost (Get-VMHost esx-01.lab.local)', 'Host.Config.Storage'),
  host('rename a datastore', 'Set-Datastore renamed-store -Name renamed-store-b', 'Datastore.Rename'),
  host('remove a datastore', 'Remove-Datastore removed-store', 'Datastore.Delete'),
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
  host(
    'change a key server',
    'Set-KeyManagementServer embedded -TimeoutSeconds 20',
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host(
    'remove a key server',
    'Remove-KeyManagementServer k1',
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host(
    'remove a key server by the community cmdlet',
    'Remove-KMServer -KMSClusterId spare -Name k2',
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host(
    'a fault of the key server',
    'Set-KeyManagementServerFault embedded -Clear',
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host(
    'register a key provider',
    'Register-KeyProvider fourth',
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host(
    'remove a key provider',
    'Unregister-KeyProvider unused',
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host(
    'default key provider by the community cmdlet',
    'Set-DefaultKMSCluster lab-kms',
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host(
    'add a key server by the community cmdlet',
    'New-KMServer -KMServer 127.0.0.1 -Port <kms port> -KMSClusterId fifth -Name k',
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host(
    'a client certificate',
    'New-KmipClientCertificate -KeyProvider certified -CertificateSigningRequest',
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host(
    'try a key provider',
    'Test-KeyProvider lab-kms',
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host('read a policy', "Get-SpbmStoragePolicy 'VM Encryption Policy'", 'StorageProfile.View'),
  host('policy of a VM', 'Get-SpbmEntityConfiguration -VM (Get-VM shared)', 'StorageProfile.View'),
  host(
    'export a policy',
    "Export-SpbmStoragePolicy 'VM Encryption Policy' -FilePath $out/out.xml",
    'StorageProfile.View',
  ),
  host(
    'import an encryption policy',
    'Import-SpbmStoragePolicy -Name imported -FilePath $out/policy.xml',
    'StorageProfile.Update',
    'Cryptographer.ManageEncryptionPolicy',
  ),
  host(
    'change an encryption policy',
    'Set-SpbmStoragePolicy Gold -Description better',
    'StorageProfile.Update',
    'Cryptographer.ManageEncryptionPolicy',
  ),
  host(
    'remove an encryption policy',
    'Remove-SpbmStoragePolicy Silver',
    'StorageProfile.Update',
    'Cryptographer.ManageEncryptionPolicy',
  ),
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
  host(
    'change a user',
    'Set-VIAccount auditor -Description changed',
    'Host.Local.ManageUserGroups',
    'Host.Local.ManageUserGroups',
  ),
  host(
    'remove a user',
    'Remove-VIAccount leaver',
    'Host.Local.ManageUserGroups',
    'Host.Local.ManageUserGroups',
  ),
  host(
    'change a role',
    'Set-VIRole Plain -AddPrivilege VirtualMachine.Interact.PowerOff',
    'Authorization.ModifyRoles',
  ),
  host('remove a role', 'Remove-VIRole Unused', 'Authorization.ModifyRoles'),
  host(
    'change a permission',
    'Get-VIPermission (Get-Folder target) -Principal leaver-b | Set-VIPermission -Propagate $false',
    'Authorization.ModifyPermissions',
  ),
  host(
    'remove a permission',
    'Get-VIPermission (Get-Folder tagged) -Principal leaver-b | Remove-VIPermission',
    'Authorization.ModifyPermissions',
  ),
  host(
    'the license of a host',
    'Set-VMHost esx-03.lab.local -LicenseKey 4F2A0-11111-22222-33333-44444',
    'Global.Licenses',
  ),
  // The inventory
  host('a folder', 'New-Folder made -Location target', 'Folder.Create'),
  host('rename a folder', 'Set-Folder renamed -Name renamed-b', 'Folder.Rename'),
  host('move a folder', 'Move-Folder moved target', 'Folder.Move'),
  host('remove a folder', 'Remove-Folder removed', 'Folder.Delete'),
  host('a datacenter', 'New-Datacenter made -Location Datacenters', 'Datacenter.Create'),
  host('a cluster', 'New-Cluster made -Location Lab', 'Host.Inventory.CreateCluster'),
  host('change a cluster', `Set-Cluster ${CLUSTER} -HAFailoverLevel 2`, 'Host.Inventory.EditCluster'),
  host(
    'a DRS rule',
    `New-DrsRule made ${CLUSTER} -KeepTogether $false -VM shared, kept`,
    'Host.Inventory.EditCluster',
  ),
  host(
    'change a DRS rule',
    `Get-DrsRule ${CLUSTER} -Name apart | Set-DrsRule -Enabled $false`,
    'Host.Inventory.EditCluster',
  ),
  host(
    'remove a DRS rule',
    `Get-DrsRule ${CLUSTER} -Name together | Remove-DrsRule`,
    'Host.Inventory.EditCluster',
  ),
  host(
    'a DRS group',
    `New-DrsClusterGroup made -Cluster ${CLUSTER} -VM shared`,
    'Host.Inventory.EditCluster',
  ),
  host('change a DRS group', 'Set-DrsClusterGroup vms -VM kept -Add', 'Host.Inventory.EditCluster'),
  host('remove a DRS group', 'Remove-DrsClusterGroup removed-group', 'Host.Inventory.EditCluster'),
  host(
    'a DRS rule about hosts',
    'New-DrsVMHostRule made-b -VMGroup vms -VMHostGroup hosts -Type ShouldRunOn',
    'Host.Inventory.EditCluster',
  ),
  host(
    'change a DRS rule about hosts',
    'Set-DrsVMHostRule there -Enabled $false',
    'Host.Inventory.EditCluster',
  ),
  host('remove a DRS rule about hosts', 'Remove-DrsVMHostRule gone', 'Host.Inventory.EditCluster'),
  host('a resource pool', `New-ResourcePool made -Location ${CLUSTER}`, 'Resource.CreatePool'),
  host('change a resource pool', 'Set-ResourcePool pool -CpuSharesLevel High', 'Resource.EditPool'),
  host('a tag category', 'New-TagCategory made', 'InventoryService.Tagging.CreateCategory'),
  host('a custom attribute', 'New-CustomAttribute made', 'Global.ManageCustomFields'),
  host(
    'another name for a custom attribute',
    'Set-CustomAttribute renamed -Name other',
    'Global.ManageCustomFields',
  ),
  host('remove a custom attribute', 'Remove-CustomAttribute removed', 'Global.ManageCustomFields'),
  host('annotate a folder', 'Set-Annotation known text -Entity (Get-Folder target)', 'Global.SetCustomField'),
  host('a tag', 'New-Tag made -Category kinds', 'InventoryService.Tagging.CreateTag'),
  host('tag a folder', 'New-TagAssignment known (Get-Folder target)', 'InventoryService.Tagging.AttachTag'),
  host('rename a datacenter', 'Set-Datacenter renamed-dc -Name renamed-dc-b', 'Datacenter.Rename'),
  host('move a datacenter', 'Move-Datacenter moved-dc -Destination dcs', 'Datacenter.Move'),
  host('remove a datacenter', 'Remove-Datacenter removed-dc', 'Datacenter.Delete'),
  host('move a cluster', 'Move-Cluster moved-cluster -Destination hosts', 'Host.Inventory.MoveCluster'),
  host('remove a cluster', 'Remove-Cluster removed-cluster', 'Host.Inventory.DeleteCluster'),
  host('move a resource pool', 'Move-ResourcePool moved-pool -Destination pool', 'Resource.MovePool'),
  host('remove a resource pool', 'Remove-ResourcePool removed-pool', 'Resource.DeletePool'),
  host('rename a tag', 'Set-Tag renamed -Name renamed-b', 'InventoryService.Tagging.EditTag'),
  host(
    'untag',
    'Get-TagAssignment (Get-Folder tagged) | Remove-TagAssignment',
    'InventoryService.Tagging.AttachTag',
  ),
  host('remove a tag', 'Remove-Tag removed', 'InventoryService.Tagging.DeleteTag'),
  host('remove a tag category', 'Remove-TagCategory removed', 'InventoryService.Tagging.DeleteCategory'),
  host(
    'a content library',
    'New-ContentLibrary made -Datastore datastore1',
    'ContentLibrary.CreateLocalLibrary',
  ),
  op('cancel the task of another', 'plain', cancelled('<vm>'), 'Global.CancelTask'),
  host('a capability', 'Set-VICapability EncryptedDiskSnapshot $true', 'Global.Settings'),
  host('the release', 'Set-VIServerVersion 7.0', 'Global.Settings'),
];

/** What came after 6.5, tried on 7.0. */
export const LATER_OPERATIONS: readonly Operation[] = [
  host('a virtual TPM', 'New-VTpm -VM bare', 'VirtualMachine.Config.AddRemoveDevice'),
  host(
    'a certificate of a virtual TPM',
    'Get-VTpm -VM trusted | Set-VTpm -Certificate (Get-VtpmCert -VM trusted)[0]',
    'VirtualMachine.Config.EditDevice',
  ),
  host(
    'a certificate by the community cmdlet',
    'Set-VtpmCert -VM trusted -Cert (Get-VtpmCert -VM trusted)[0]',
    'VirtualMachine.Config.EditDevice',
  ),
  host('remove a virtual TPM', 'Get-VTpm -VM trusted | Remove-VTpm', 'VirtualMachine.Config.AddRemoveDevice'),
  host('unlock', 'Unlock-VM readable', 'Cryptographer.RegisterVM', 'Cryptographer.RegisterVM'),
  host(
    'unlock by the community cmdlet',
    'Set-VMCryptoUnlock readable',
    'Cryptographer.RegisterVM',
    'Cryptographer.RegisterVM',
  ),
  host(
    'encryption mode off',
    'Disable-VMHostCryptoSafe esx-13.lab.local',
    'Cryptographer.RegisterHost',
    'Cryptographer.RegisterHost',
  ),
  host(
    'default key provider of a cluster',
    `Add-EntityDefaultKeyProvider -Entity (Get-Cluster ${CLUSTER}) -KeyProvider lab-kms`,
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host(
    'no default key provider of a cluster',
    'Remove-EntityDefaultKeyProvider -Entity (Get-Cluster other-cluster) -KeyProvider lab-kms',
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host(
    'export a native key provider',
    refusedAsNative(
      "Export-KeyProvider lab-kms -FilePath $out/kms.p12 -Password (ConvertTo-SecureString 'ten letters' -AsPlainText -Force)",
    ),
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
  host(
    'import a native key provider',
    refusedAsNative(
      "Import-KeyProvider $out/kms.p12 -Password (ConvertTo-SecureString 'ten letters' -AsPlainText -Force)",
    ),
    'Cryptographer.ManageKeyServers',
    'Cryptographer.ManageKeyServers',
  ),
];

/** The administrator, connected beside the user, encrypts a VM with a slow key server; the user cancels that. */
function cancelled(vm: string): string {
  return `$mine = $DefaultVIServer
    $admin = Connect-VIServer lab -User administrator@vsphere.local -Password 'VMware1!'
    try {
      $server = Get-KeyManagementServer embedded -Server $admin
      $null = $server | Set-KeyManagementServerFault -Slow 1s
      $task = Get-VM ${vm} -Server $admin | Enable-VMEncryption -RunAsync
      Get-Task -Status Running -Server $mine | Stop-Task
    } finally {
      $null = $task | Stop-Task -Confirm:$false -ErrorAction Ignore
      $null = $server | Set-KeyManagementServerFault -Clear
      $null = Wait-Task $task -ErrorAction Ignore
      Disconnect-VIServer $admin
      Connect-VIServer lab -User tester@vsphere.local -Password '${TESTER_PASSWORD}'
    }`;
}

/** All key providers are standard ones here: whoever may ask is refused for that. */
function refusedAsNative(run: string): string {
  return `try { ${run} } catch { if ("$_" -notmatch 'parameter was not correct') { throw } }`;
}

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
