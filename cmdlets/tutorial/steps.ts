/** The ten steps of the tutorial: the mission, from a first look to a running, encrypted machine that moves. */
export interface Step {
  readonly title: string;
  readonly text: string;
  readonly command: string;
  /** Later steps need what it does. */
  readonly changes: boolean;
}

export const STEPS: readonly Step[] = [
  {
    title: 'What is here',
    text: `A vCenter with a cluster of three hosts and six virtual machines. Commands give objects; what you see
is their default view.`,
    command: 'Get-VM',
    changes: false,
  },
  {
    title: 'Where keys come from',
    text: `Encryption needs a key provider: one or more key management servers that speak KMIP. The lab has one
built in; Add-KeyManagementServer registers a real one.`,
    command: 'Get-KeyProvider | Get-KeyManagementServer',
    changes: false,
  },
  {
    title: 'Ask before you act',
    text: `-WhatIf says what would happen and does nothing: how much is rewritten, with which policy and key
provider. Every command that changes something has it.`,
    command: 'Enable-VMEncryption app-01 -WhatIf',
    changes: false,
  },
  {
    title: 'Encrypt a virtual machine',
    text: `vCenter asks the key server for a key, each disk gets a random key of its own, wrapped by the first, and
every block is written anew. The first encryption on a host also makes that host crypto-safe.`,
    command: 'Enable-VMEncryption app-01',
    changes: true,
  },
  {
    title: 'Look at the result',
    text: 'Home files and each disk, with the policy and the id of the key: never the key itself.',
    command: 'Get-VMEncryptionInfo app-01 | Format-List',
    changes: false,
  },
  {
    title: 'Start it',
    text: `At power-on vCenter fetches the key and hands it to the hosts, which unwrap the keys of the disks. Without
the key the machine would not start.`,
    command: 'Start-VM app-01',
    changes: true,
  },
  {
    title: 'What is refused',
    text: `Only a machine that is off can be encrypted. The error says what happened, why, and what to try. Errors
like this one do not end a script.`,
    command: 'Enable-VMEncryption db-01',
    changes: false,
  },
  {
    title: 'Change the key',
    text: `A shallow recrypt takes a new key from the key server and wraps the keys of the disks with it: fast,
because no data are rewritten.`,
    command: 'Set-VMEncryptionKey app-01',
    changes: false,
  },
  {
    title: 'Protect what moves',
    text: `vMotion copies memory over the network. The policy of an encrypted machine is always Required; for others
it is Opportunistic unless you say otherwise.`,
    command: 'Set-VMotionEncryption db-01 -Encryption Required | Get-VMotionEncryption',
    changes: true,
  },
  {
    title: 'What the datacenter remembers',
    text: `Everything that changed something left an event, with who did it. Show-Event shows them as they come;
Show-Datacenter is the same lab as a live tree.`,
    command: 'Get-VIEvent -MaxSamples 8 | Select-Object CreatedTime, FullFormattedMessage',
    changes: false,
  },
];
