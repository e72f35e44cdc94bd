import type { RandomSequence } from '../../src/vmotion/random-sequence.ts';

/** What a shell of the soak is told to do: one operation an administrator might type, on names that may not be there. */
export interface Step {
  readonly text: string;
  /** The VM whose guest's bytes, snapshots or place in the inventory it may change. */
  readonly vm: string;
  readonly effect: Effect;
}

/** What may follow for the VM, should the step have run: everything else that changes is a finding. */
export type Effect =
  /** Bytes, snapshots and files are as they were. */
  | 'none'
  /** Disks come, go, or have what another disk had. */
  | 'disks'
  /** A disk leaves the VM and stays on the datastore. */
  | 'detach'
  /** Disks are as in one of its snapshots. */
  | 'revert'
  | 'drop-snapshots'
  /** Its files stay. */
  | 'unregister'
  | 'delete';

export interface Surroundings {
  /** Where backups and exports go, outside of the datastores. */
  readonly outside: string;
  /** Names of VMs that are there, and that are not. */
  readonly present: readonly string[];
  readonly absent: readonly string[];
  /** VMX files of VMs that were taken out of the inventory. */
  readonly unregistered: readonly string[];
}

export const NAMES = ['ada', 'bob', 'cyd', 'dan', 'eve', 'fay'] as const;
const COPIES = [0, 1, 2].map((number) => `copy-${number}`);
const DATASTORES = ['datastore1', 'datastore2'] as const;
const HOSTS = [1, 2, 3].map((number) => `esx-0${number}.lab.local`);
const FORMATS = ['Thin', 'Thick', 'EagerZeroedThick'] as const;
const ENCRYPTED = "-StoragePolicy 'VM Encryption Policy'";

type Pick = <T>(choices: readonly T[]) => T;
type Rule = (pick: Pick, vm: string, around: Surroundings) => readonly [text: string, effect?: Effect];

const snapshotsOf = (vm: string, then: string): string =>
  `$s = @(Get-Snapshot ${vm}); if ($s.Count -gt 0) { ${then} }`;
const anySnapshot = (pick: Pick): string => `$s[${pick([0, 1, 2])} % $s.Count]`;
const anyDisk = (pick: Pick, vm: string): string => `(Get-HardDisk ${vm})[${pick([0, 0, 1, -1])}]`;
const off = (vm: string): string => `$null = Stop-VM ${vm} -Confirm:$false 2>$null;`;
const backups = (outside: string, then: string): string =>
  `$b = @(Get-ChildItem '${outside}/backups'); if ($b.Count -gt 0) { $b = $b[-1].FullName; ${then} }`;

/** Weighted: how often each is asked for, by hundreds or so. */
const RULES: readonly (readonly [weight: number, rule: Rule])[] = [
  [
    10,
    (pick, _, { absent }) => [
      `New-VM ${pick(absent)} -DiskMB ${pick(['2', '2, 2'])} -MemoryMB 4 -VMHost ${pick(HOSTS)} -Datastore ${pick(DATASTORES)} ${pick(['', '', ENCRYPTED, `-DiskStorageFormat ${pick(FORMATS)}`])}`,
    ],
  ],
  [
    6,
    (pick, _, { absent, present }) => [
      `New-VM ${pick(absent)} -VM ${pick(present)} -VMHost ${pick(HOSTS)} -Datastore ${pick(DATASTORES)} ${pick(['', '', '-KeepKey', ENCRYPTED])}`,
    ],
  ],
  [
    5,
    (pick, _, { absent, present }) => {
      const source = pick(present);
      return [
        snapshotsOf(
          source,
          `New-VM ${pick(absent)} -VM ${source} -LinkedClone -ReferenceSnapshot ${anySnapshot(pick)} -VMHost ${pick(HOSTS)}`,
        ),
      ];
    },
  ],
  [
    2,
    (pick, _, { absent }) => [
      `New-VM ${pick(absent)} -DiskPath '[${pick(DATASTORES)}] copies/${pick(COPIES)}.vmdk' -MemoryMB 4 -VMHost ${pick(HOSTS)} -Datastore ${pick(DATASTORES)}`,
    ],
  ],
  [9, (pick, vm) => [`New-Snapshot ${vm} -Name s${pick([1, 2, 3, 4, 5])} ${pick(['', '', '-Memory'])}`]],
  [
    5,
    (pick, vm) => [snapshotsOf(vm, `Set-VM ${vm} -Snapshot ${anySnapshot(pick)} -Confirm:$false`), 'revert'],
  ],
  [
    6,
    (pick, vm) => [
      snapshotsOf(
        vm,
        `Remove-Snapshot ${anySnapshot(pick)} ${pick(['', '-RemoveChildren'])} -Confirm:$false`,
      ),
      'drop-snapshots',
    ],
  ],
  [3, (_, vm) => [`Get-Snapshot ${vm} | Remove-Snapshot -Confirm:$false`, 'drop-snapshots']],
  [8, (pick, vm) => [`${off(vm)} Enable-VMEncryption ${vm} ${pick(['', '', '-SkipHardDisks'])}`]],
  [5, (_, vm) => [`${off(vm)} Disable-VMEncryption ${vm}`]],
  [
    4,
    (pick, vm) => [
      `${off(vm)} ${pick(['Enable-VMEncryption', 'Disable-VMEncryption', 'Set-VMEncryptionKey -Deep'])} ${vm} -InPlace`,
    ],
  ],
  [6, (_, vm) => [`Set-VMEncryptionKey ${vm}`]],
  [6, (_, vm) => [`${off(vm)} Set-VMEncryptionKey ${vm} -Deep`]],
  [
    4,
    (pick, vm) => [
      `${off(vm)} ${pick(['Enable-VMDiskEncryption', 'Disable-VMDiskEncryption', 'Set-VMDiskEncryptionKey', 'Set-VMDiskEncryptionKey -Deep'])} ${vm} -HardDisk ${anyDisk(pick, vm)}`,
    ],
  ],
  [6, (pick, vm) => [`Move-VM ${vm} -Destination ${pick(HOSTS)}`]],
  [
    6,
    (pick, vm) => [
      `Move-VM ${vm} -Datastore ${pick(DATASTORES)} ${pick(['', `-DiskStorageFormat ${pick(FORMATS)}`])}`,
    ],
  ],
  [3, (pick, vm) => [`Move-VM ${vm} -Destination ${pick(HOSTS)} -Datastore ${pick(DATASTORES)}`]],
  [
    5,
    (pick, vm) => [
      `Set-VM ${vm} ${pick([`-Notes n${pick([1, 2, 3])}`, `-NumCpu ${pick([1, 2])}`, `-MemoryMB ${pick([4, 8])}`, '-MigrationEncryption Required'])} -Confirm:$false`,
    ],
  ],
  [
    5,
    (pick, vm) => [
      `New-HardDisk ${vm} -CapacityKB 2048 ${pick(['', `-Datastore ${pick(DATASTORES)}`, `-StorageFormat ${pick(FORMATS)}`, '-KmsCluster lab-kms'])}`,
      'disks',
    ],
  ],
  [
    3,
    (pick, vm) => [
      `New-HardDisk ${vm} -DiskPath '[${pick(DATASTORES)}] copies/${pick(COPIES)}.vmdk'`,
      'disks',
    ],
  ],
  [
    3,
    (_, vm) => [
      `$d = @(Get-HardDisk ${vm}); if ($d.Count -gt 1) { Remove-HardDisk $d[-1] -DeletePermanently -Confirm:$false }`,
      'disks',
    ],
  ],
  [
    2,
    (_, vm) => [
      `$d = @(Get-HardDisk ${vm}); if ($d.Count -gt 1 -and $d[-1].Filename -notmatch '-\\d{6}') { Remove-HardDisk $d[-1] -Confirm:$false }`,
      'detach',
    ],
  ],
  [3, (pick, vm) => [`Set-HardDisk ${anyDisk(pick, vm)} -CapacityKB 3072 -Confirm:$false`]],
  [3, (pick, vm) => [`Set-HardDisk ${anyDisk(pick, vm)} -StorageFormat ${pick(FORMATS)} -Confirm:$false`]],
  [4, (pick, vm) => [`Move-HardDisk ${anyDisk(pick, vm)} -Datastore ${pick(DATASTORES)} -Confirm:$false`]],
  [
    3,
    (pick, vm) => [
      `Copy-HardDisk ${anyDisk(pick, vm)} '[${pick(DATASTORES)}] copies/${pick(COPIES)}.vmdk' ${pick(['', '-Force'])}`,
    ],
  ],
  [4, (_, vm, { outside }) => [`New-VMBackup ${vm} -Destination '${outside}/backups'`]],
  [
    4,
    (pick, _, { outside, absent }) => [
      backups(
        outside,
        `Restore-VMBackup $b -Name ${pick(absent)} ${pick(['', '-UseOriginalPolicy'])} -VMHost ${pick(HOSTS)}`,
      ),
    ],
  ],
  [
    3,
    (_, vm, { outside }) => [
      `${off(vm)} ${backups(outside, `Restore-VMBackup $b -VM ${vm} -Confirm:$false`)}`,
      'disks',
    ],
  ],
  [2, (_, vm, { outside }) => [`${off(vm)} Export-VApp ${vm} -Destination '${outside}/exports' -Force`]],
  [
    2,
    (pick, _, { outside, absent }) => {
      const source = pick(NAMES);
      return [
        `Import-VApp '${outside}/exports/${source}/${source}.ovf' -Name ${pick(absent)} -Datastore ${pick(DATASTORES)}`,
      ];
    },
  ],
  [6, (_, vm) => [`${off(vm)} Remove-VM ${vm} -DeletePermanently -Confirm:$false`, 'delete']],
  [
    4,
    // A linked clone that is in no inventory does not keep its source from being deleted: it has no disk then, rightly.
    (_, vm) => [
      `${off(vm)} if (-not ((Get-HardDisk ${vm}).Filename -match '-\\d{6}')) { Remove-VM ${vm} -Confirm:$false }`,
      'unregister',
    ],
  ],
  [
    5,
    (pick, _, { unregistered }) => [
      unregistered.length === 0
        ? '$null'
        : `New-VM -VMFilePath '${pick(unregistered)}' -VMHost ${pick(HOSTS)}`,
    ],
  ],
  [3, (pick, vm) => [`New-VM -VMFilePath '[${pick(DATASTORES)}] ${vm}/${vm}.vmx' -VMHost ${pick(HOSTS)}`]],
  [12, (_, vm) => [`Start-VM ${vm}`]],
  [5, (_, vm) => [`Stop-VM ${vm} -Confirm:$false`]],
  [3, (_, vm) => [`Suspend-VM ${vm} -Confirm:$false`]],
  [1, (_, vm) => [`${off(vm)} Set-VM ${vm} -ToTemplate -Confirm:$false`]],
  [1, (pick, _, { absent }) => [`New-VM ${pick(absent)} -Template ${pick(NAMES)} -VMHost ${pick(HOSTS)}`]],
  [1, (pick) => [`Invoke-VMHostCrash ${pick(HOSTS)} -Confirm:$false`]],
  [1, (pick) => [`Restart-VMHost ${pick(HOSTS)} -Force -Confirm:$false`]],
  [1, (pick) => [`Set-VMHostCryptoKey ${pick(HOSTS)}`]],
  [
    1,
    (pick) => [
      `${pick(['Enable-VMHostCryptoSafe', 'Disable-VMHostCryptoSafe'])} ${pick(HOSTS)} -Confirm:$false`,
    ],
  ],
  [
    1,
    (pick, vm) => [`${off(vm)} ${pick([`New-VTpm ${vm}`, `Get-VTpm ${vm} | Remove-VTpm -Confirm:$false`])}`],
  ],
  [
    1,
    (pick, vm) => [
      `New-AdvancedSetting (Get-VM ${vm}) guestinfo.note ${pick([1, 2, 3])} -Force -Confirm:$false`,
    ],
  ],
];

const TOTAL = RULES.reduce((sum, [weight]) => sum + weight, 0);

/** The next step of a shell. */
export function randomStep(random: RandomSequence, around: Surroundings): Step {
  const pick: Pick = (choices) => choices[random.below(choices.length)] as never;
  const isThere = random.below(8) > 0;
  const vm = pick(isThere ? around.present : NAMES);
  let left = random.below(TOTAL);
  for (const [weight, rule] of RULES) {
    left -= weight;
    if (left >= 0) continue;
    const [text, effect = 'none'] = rule(pick, vm, around);
    return { text, vm, effect };
  }
  throw new Error('the weights add up');
}
