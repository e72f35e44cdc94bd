import { systemClock } from '../../base/clock.ts';
import { ok, type Result } from '../../base/result.ts';
import { renewServerCertificate, validFor } from '../../certificates/issue.ts';
import { readCertificate } from '../../certificates/read.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import { readIdentity } from '../../datacenter/keys/kept-identity.ts';
import { writeFully } from '../plain-host.ts';
import { AUTHORITY, certificateOf, type KmsFault, openKmsFolder, SERVER_IDENTITY } from './kms-folder.ts';
import { onFolder } from './on-folder.ts';
import { refuse, say } from './report.ts';
import { readAddresses, SERVER_DAYS } from './server-certificate.ts';

/** `vseal kms certificate`: what a client is given to trust this server by: its authority, or the certificate itself. */
export async function printKmsCertificate(folder: string, isServer: boolean): Promise<number> {
  return onFolder(openKmsFolder(folder), (kms) => {
    const certificate = certificateOf(kms, isServer ? SERVER_IDENTITY : AUTHORITY);
    if (!certificate.ok) return refuse(certificate.fault);
    writeFully(1, `${certificate.value.trimEnd()}\n`);
    return 0;
  });
}

/** `vseal kms renew`: the server's certificate under a new term, for the same key, signed by the authority that clients trust. */
export async function renewKmsCertificate(folder: string, address: string | undefined): Promise<number> {
  const addresses: Result<string[] | undefined, KmsFault> =
    address === undefined ? ok(undefined) : readAddresses(address);
  if (!addresses.ok) return refuse(addresses.fault);
  return onFolder(openKmsFolder(folder), async (kms) => {
    const before = certificateOf(kms, SERVER_IDENTITY);
    if (!before.ok) return refuse(before.fault);
    const authority = readIdentity(kms.secrets, AUTHORITY);
    if (!authority.ok || authority.value === undefined)
      return refuse({
        message: 'The authority of this server is missing.',
        hint: 'Restore it from a backup.',
      });
    const validity = validFor(SERVER_DAYS, systemClock);
    const renewed = await renewServerCertificate(before.value, addresses.value, validity, authority.value);
    zeroise(authority.value.keyPem);
    if (!renewed.ok) return refuse({ message: renewed.fault.message, hint: 'Restore it from a backup.' });
    const kept = kms.secrets.put(`${SERVER_IDENTITY}.crt`, Buffer.from(renewed.value));
    if (!kept.ok) return refuse({ message: kept.fault.message, hint: `Look at ${folder}.` });
    const details = readCertificate(renewed.value);
    if (details.ok) {
      const { addresses: names, notAfterMs, sha256 } = details.value;
      say(
        `The certificate is for ${names.join(', ')}, until ${new Date(notAfterMs).toISOString().slice(0, 10)}.`,
      );
      say(`It has the SHA-256 ${sha256}: clients that pin it trust it anew.`);
    }
    say('A server that runs shows it when it is started anew.');
    return 0;
  });
}
