import type { AboutTopic } from './topic.ts';

export const aboutVMotion: AboutTopic = {
  name: 'about_vMotion',
  synopsis: 'How the memory of a running machine moves, and when it is encrypted.',
  text: `LONG DESCRIPTION
    vMotion moves a running machine to another host: its memory is copied over
    the network while it runs, what it changes meanwhile is copied again, and
    at the end it stops for a moment and goes on there. Whoever listens to the
    network sees its memory, unless the copy is encrypted.

    For each migration vCenter makes a key of 256 bits and a nonce, hands them
    to both hosts and forgets them. The key management server is not asked.
    Every record is sealed with AES-256-GCM.

THE POLICY
    Disabled       memory moves in the clear
    Opportunistic  encrypted where both hosts can; what a new machine has
    Required       encrypted, or the machine does not move

    PS > Get-VM | Get-VMotionEncryption
    PS > Set-VMotionEncryption db-01 -Encryption Required
    PS > Set-VM db-01 -MigrationEncryption Opportunistic -Confirm:$false

    PS > Move-VM db-01 -Destination esx-02.lab.local

    An encrypted machine is always Required, and its policy cannot be changed.
    After it has been decrypted it stays Required until you change it.

    Disks of an encrypted machine travel as they are: as ciphertext. The policy
    is about memory.

SEE ALSO
    about_Encryption, Get-VMotionEncryption, Set-VMotionEncryption, Move-VM,
    Measure-VMotion, Invoke-VMotionSimulation`,
};
