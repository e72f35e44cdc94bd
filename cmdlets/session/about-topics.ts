import { aboutEncryption } from './about/encryption.ts';
import { aboutKeyProviders } from './about/key-providers.ts';
import { aboutPrompt } from './about/prompt.ts';
import { aboutRoles } from './about/roles.ts';
import type { AboutTopic } from './about/topic.ts';
import { aboutVMotion } from './about/vmotion.ts';
import { aboutVSeal } from './about/vseal.ts';

/** The about_ topics: what a user of PowerCLI finds different here, and how the shell is meant to be used. */
export const ABOUT_TOPICS: readonly AboutTopic[] = [
  aboutVSeal,
  aboutEncryption,
  aboutKeyProviders,
  aboutVMotion,
  aboutRoles,
  aboutPrompt,
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
