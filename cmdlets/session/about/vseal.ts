import type { AboutTopic } from './topic.ts';

export const aboutVSeal: AboutTopic = {
  name: 'about_vSeal',
  synopsis: 'What this shell is, and where to begin.',
  text: `LONG DESCRIPTION
    vSeal is a PowerCLI-style shell with a whole datacenter inside it: a
    vCenter, hosts, datastores and virtual machines, as vSphere 6.5 has them.
    Disks are real files that are really encrypted, keys come from a real key
    management server over KMIP, and machines that run really move. Nothing
    you do here reaches another vCenter.

    The commands, parameters and objects are PowerCLI's own, so that what
    works here can be taken to production, and what would be refused there is
    refused here, with the reason.

FIRST STEPS
    Start-Tutorial              ten steps on a lab that is thrown away
    Show-Datacenter             the inventory as a live tree
    Get-VM                      the virtual machines
    Get-Command -Module VMware* everything that works on the datacenter
    Get-Help NAME -Examples     how a command is used

    PS > Get-VM app-01 | Enable-VMEncryption -WhatIf
    PS > Get-VM app-01 | Enable-VMEncryption

WHERE THINGS ARE
    The state is one JSON file with a journal beside it; \`vseal state path\`
    prints where. Datastores lie next to it, and in them VMDK files, which
    other tools read while they are plain. \`--state FILE\` works elsewhere.

    Your lines are remembered in history.txt, without those that hold a
    secret. Your preferences are in preferences.json: see Get-VSealOption.
    $PROFILE names a script that runs at the start of the interactive shell.

SCRIPTS
    vseal run rollout.ps1 -Name app-01    a script file and its arguments
    vseal -c 'Get-VM | ConvertTo-Json'    one line
    echo app-01 | vseal -c 'Get-VM @($input)'

SEE ALSO
    about_Encryption, about_KeyProviders, about_vMotion, about_Roles,
    about_Prompt, about_Errors, about_Differences`,
};
