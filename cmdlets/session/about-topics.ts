/** The about_ topics: what a user of PowerCLI finds different here, and how the shell is meant to be used. */
export interface AboutTopic {
  readonly name: string;
  readonly synopsis: string;
  readonly text: string;
}

export const ABOUT_TOPICS: readonly AboutTopic[] = [
  {
    name: 'about_vSeal',
    synopsis: 'What this shell is, and where to begin.',
    text: `A PowerShell for a datacenter that lives inside it. Disks are real files that are really encrypted, keys
come from a real key management server, and running machines really move. Get-VM shows the machines of the
lab; Get-Command -Module VMware* lists what can be done with them; Get-Help NAME -Examples shows how.

Nothing you do here reaches a real vCenter. The state is one file, and a script that works here runs in PowerCLI.`,
  },
  {
    name: 'about_Encryption',
    synopsis: 'How a virtual machine is encrypted, and what it takes.',
    text: `Each disk has a random key of its own, wrapped by a key of the key management server. A machine is encrypted
while it is powered off and has no snapshots: Enable-VMEncryption. The first encryption on a host makes the
host crypto-safe, which gives it a key of its own.

-WhatIf says what would happen, in gigabytes. Get-VMEncryptionInfo says what is.`,
  },
  {
    name: 'about_Errors',
    synopsis: 'How errors are shown, and how scripts deal with them.',
    text: `An error names the command and what happened, then Why: with the rule, then Try: with a command that helps.
$Error keeps them, the newest first; Get-Error shows all of the last one.

An error does not end a script unless -ErrorAction Stop or $ErrorActionPreference = 'Stop' says so; then
try { } catch { } gets it. $_.FullyQualifiedErrorId names the kind of error and does not change.`,
  },
  {
    name: 'about_Differences',
    synopsis: 'What PowerShell has and this shell has not.',
    text: `Not here: other programs (unless the shell is started with --allow-native), Add-Type, remote sessions, jobs,
COM, and ForEach-Object -Parallel. Each says so with an error of its own. Long work is a task: -RunAsync,
Get-Task, Wait-Task.

Order, numbers and dates follow the invariant culture on every machine.

JSON of an object of the inventory holds its values, enumerations by name and related objects as Name and Id;
-Depth writes the related objects out. ConvertTo-Json -AsArray gives [] where there is nothing.`,
  },
  {
    name: 'about_Objects',
    synopsis: 'What goes down a pipeline.',
    text: `Commands hand on objects, not text. Get-Member lists what an object has, Select-Object takes some of it,
Where-Object and Sort-Object choose and order, Format-Table and Format-List show, ConvertTo-Json and Export-Csv
write for other programs. Format- commands come last.`,
  },
];
