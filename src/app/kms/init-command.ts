import { systemClock } from '../../base/clock.ts';
import { makeAuthority, makeServerCertificate, validFor } from '../../certificates/issue.ts';
import { readCertificate } from '../../certificates/read.ts';
import { keepIdentity } from '../../datacenter/keys/kept-identity.ts';
import { AUTHORITY, openKmsFolder, SERVER_IDENTITY } from './kms-folder.ts';
import { onFolder } from './on-folder.ts';
import { refuse, say } from './report.ts';
import { readAddresses, SERVER_DAYS } from './server-certificate.ts';

const AUTHORITY_DAYS = 3650;

/** `vseal kms init`: a new key store, an authority that signs clients, and the server's certificate. */
export async function initKms(folder: string, address: string): Promise<number> {
  const addresses = readAddresses(address);
  if (!addresses.ok) return refuse(addresses.fault);
  return onFolder(openKmsFolder(folder, { isNew: true }), async ({ secrets }) => {
    const authority = await makeAuthority(
      'vSeal KMS authority',
      'EC-P256',
      validFor(AUTHORITY_DAYS, systemClock),
    );
    const server = await makeServerCertificate(
      addresses.value,
      'EC-P256',
      validFor(SERVER_DAYS, systemClock),
      authority,
    );
    if (!server.ok)
      return refuse({ message: server.fault.message, hint: 'Name other addresses with --address.' });
    for (const [name, { certificatePem, keyPem }] of [
      [AUTHORITY, authority],
      [SERVER_IDENTITY, server.value],
    ] as const) {
      const kept = keepIdentity(secrets, name, certificatePem, keyPem);
      if (!kept.ok) return refuse({ message: kept.fault.message, hint: `Look at ${folder}.` });
    }
    const details = readCertificate(server.value.certificatePem);
    say(`A key management server for ${addresses.value.join(', ')} was made in ${folder}.`);
    if (details.ok) say(`Its certificate has the SHA-256 ${details.value.sha256}.`);
    say(
      `Next: vseal kms client add NAME CERTIFICATE --data ${folder}, then vseal kms serve --data ${folder}`,
    );
    return 0;
  });
}
