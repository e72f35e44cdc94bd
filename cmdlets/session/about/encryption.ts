import type { AboutTopic } from './topic.ts';

export const aboutEncryption: AboutTopic = {
  name: 'about_Encryption',
  synopsis: 'How a virtual machine is encrypted, and what it takes.',
  text: `LONG DESCRIPTION
    An encrypted virtual machine has one key of the key management server, its
    KEK. Each of its disks has a random key of its own, the DEK, which lies in
    the disk's descriptor wrapped by the KEK. vCenter knows only the ids of
    keys; hosts get the keys themselves when they need them, and keep them in
    memory. Data are written with XTS-AES-256; the machine's home files with
    AES-256-GCM. A VMX file, an event or an error never holds a key.

ENCRYPTING
    PS > Enable-VMEncryption app-01 -WhatIf
    PS > Enable-VMEncryption app-01
    PS > Get-VMEncryptionInfo app-01 | Format-List

    The machine must be off and have no snapshots, and each datastore needs
    free space for a second copy of the disks: new files are written, and only
    when they are whole does the machine point at them. Whatever happens
    meanwhile, it is wholly encrypted or wholly plain afterwards.

    The first encryption on a host makes the host crypto-safe: it gets a key
    of its own, for core dumps. Key servers and the vCenter's own machine are
    refused, because without them nobody could get the keys.

    Disable-VMEncryption is the way back.

RUNNING
    PS > Start-VM app-01

    The key is fetched and handed to the hosts of the cluster. If the key
    server does not answer and the host has no key, the machine is locked:
    the prompt shows a red mark, and Unlock-VM tries again when the key is
    back.

CHANGING KEYS
    PS > Set-VMEncryptionKey app-01          a new KEK; no data are rewritten
    PS > Set-VMEncryptionKey app-02 -Deep    new DEKs too: all data are
                                             rewritten, the machine is off

MANY MACHINES
    PS > Get-VM app-* | Enable-VMEncryption -RunAsync | Wait-Task
    PS > Get-VM | Where-Object { -not $_.Encrypted }

PRIVILEGES
    Cryptographer.Encrypt and the like; the role NoCryptoAdmin has all that an
    administrator has but these. See about_Roles.

SEE ALSO
    about_KeyProviders, about_vMotion, Enable-VMEncryption,
    Disable-VMEncryption, Set-VMEncryptionKey, Get-VMEncryptionInfo`,
};
