import type { AboutTopic } from './topic.ts';

export const aboutRoles: AboutTopic = {
  name: 'about_Roles',
  synopsis: 'Who may do what: privileges, roles and permissions.',
  text: `LONG DESCRIPTION
    A privilege allows one thing, such as Cryptographer.Encrypt. A role is a
    named set of privileges. A permission gives a user a role on an object and,
    unless it says otherwise, on all that lies under it. What a user may do is
    checked where the work is done, with every command: a refusal names the
    privilege, and leaves an event.

    The users of a lab, all at vsphere.local:

    administrator   Administrator                    everything
    nocrypto        No cryptography administrator    everything but encryption
    keyadmin        keys, key servers and encryption only
    auditor         Read-only

    The shell starts as administrator. Another user:

    PS > Connect-VIServer lab -User nocrypto -Password NoCrypto1!
    PS > Enable-VMEncryption app-01
    Enable-VMEncryption: Permission to perform this operation was denied. ...

    or vseal --user nocrypto from the beginning.

CRYPTOGRAPHIC OPERATIONS
    Cryptographer.Encrypt           encrypt a machine or a disk
    Cryptographer.EncryptNew        make an encrypted one
    Cryptographer.Decrypt           decrypt
    Cryptographer.Recrypt           change keys
    Cryptographer.Migrate           move an encrypted machine
    Cryptographer.Access            read its disks, its console, a copy of it
    Cryptographer.AddDisk           add a disk to an encrypted machine
    Cryptographer.Clone             clone an encrypted machine
    Cryptographer.RegisterVM        register an encrypted machine
    Cryptographer.RegisterHost      make a host crypto-safe
    Cryptographer.ManageKeys        keys
    Cryptographer.ManageKeyServers  key providers and their servers
    Cryptographer.ManageEncryptionPolicy  storage policies that encrypt

    Get-Help NAME -Full lists the privileges that a command needs.

THE LIMITS
    Roles are rehearsed here, not enforced: who owns the files of the state can
    do anything with them. Keys are another matter: they are sealed.

SEE ALSO
    about_Encryption, Connect-VIServer, Get-VIEvent`,
};
