import { systemClock } from '../../base/clock.ts';
import { makeAuthority, makeServerCertificate, validFor } from '../../certificates/issue.ts';
import { readCertificate } from '../../certificates/read.ts';
import { keepIdentity } from '../../datacenter/keys/kept-identity.ts';
import { AUTHORITY, openKmsFolder, SERVER_IDENTITY } from './kms-folder.ts';
import { refuse, say } from './report.ts';

const AUTHORITY_DAYS = 3650;
const SERVER_DAYS = 825;

/** `vseal kms init`: a new key store, an authority that signs clients, and the server's certificate. */
export async function initKms(folder: string, addresses: readonly string[]): Promise<number> {
  const opened = openKmsFolder(folder, { isNew: true });
  if (!opened.ok) return refuse(opened.fault);
  const kms = opened.value;
  const { secrets } = kms;
  try {
    const authority = await makeAuthority(
      'vSeal KMS authority',
      'EC-P256',
      validFor(AUTHORITY_DAYS, systemClock),
    );
    const server = await makeServerCertificate(
      addresses,
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
    say(`A key management server for ${addresses.join(', ')} was made in ${folder}.`);
    if (details.ok) say(`Its certificate has the SHA-256 ${details.value.sha256}.`);
    say(
      `Next: vseal kms client add NAME CERTIFICATE --data ${folder}, then vseal kms serve --data ${folder}`,
    );
    return 0;
  } finally {
    kms.close();
  }
}
