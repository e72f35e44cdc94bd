import type { AboutTopic } from './topic.ts';

export const aboutKeyProviders: AboutTopic = {
  name: 'about_KeyProviders',
  synopsis: 'Where keys come from: key providers and key management servers.',
  text: `LONG DESCRIPTION
    A key provider (in older words a KMS cluster) is one or more key management
    servers that have the same keys. vCenter speaks KMIP with them over TLS in
    which both sides show a certificate, asks the first one that answers, and
    goes on to the next when one does not.

    A lab has the provider lab-kms, which is embedded: a real KMIP server that
    runs inside the shell, with keys of its own beside the state. Nothing has
    to be set up for it.

    PS > Get-KeyProvider
    PS > Get-KeyManagementServer

A KEY SERVER OF YOUR OWN
    PS > Add-KeyManagementServer -Name kms-01 -KeyProvider production \`
    >>     -Address kms-01.example.org -Port 5696 -TrustKeyManagementServer $false

    Compare the certificate that the server shows, by its SHA-256, with what
    the server's administrator gave you, then trust it:

    PS > Set-KeyManagementServer kms-01 -TrustKeyManagementServer $true

    The provider gets a client certificate, which the server's administrator
    has to accept: Get-KmipClientCertificate (Get-KeyProvider production) shows it.
    Test-KeyProvider production then makes a key there and takes it back.

WHICH PROVIDER
    One provider is the default. Enable-VMEncryption -KeyProvider NAME takes
    another. A machine keeps the provider of its key: a provider that machines
    or hosts still need cannot be removed.

WHEN IT IS DOWN
    Machines that run go on, and hosts that hold a key start machines with it.
    New keys cannot be made. The prompt shows a red mark, and the row under it
    names the provider, until one of its servers answers.

SEE ALSO
    about_Encryption, Get-KeyProvider, Add-KeyManagementServer,
    Get-KeyManagementServer, Remove-KeyManagementServer`,
};
