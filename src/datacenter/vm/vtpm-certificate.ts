import { fail, ok, type Result } from '../../base/result.ts';
import { importPrivateKeyPem } from '../../crypto/private-key.ts';
import { X509Certificate } from '../../crypto/x509-certificate.ts';
import type { Fault } from '../faults.ts';
import type { EndorsementKind } from '../keys/kept-identity.ts';
import type { EndorsementKey } from './vtpm-nvram.ts';

const LIMIT_CERTIFICATE_BYTES = 8192;

/** A certificate for one of the keys: PEM or DER. It must carry that key's own public half. */
export function readEndorsementCertificate(
  vmName: string,
  certificate: Uint8Array,
  keys: readonly EndorsementKey[],
): Result<{ readonly kind: EndorsementKind; readonly der: Uint8Array }, Fault> {
  const wrong = (rule: string): Result<never, Fault> =>
    fail({
      kind: 'InvalidArgument',
      parameter: 'Certificate',
      rule,
      remedy: `Have the request signed that the TPM makes for its key: Get-VTpmCSR -VM ${vmName} -KeyType RSA`,
    });
  if (certificate.length > LIMIT_CERTIFICATE_BYTES)
    return wrong(`A TPM's certificate has at most ${LIMIT_CERTIFICATE_BYTES} bytes.`);
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(Buffer.from(certificate));
  } catch {
    return wrong('It is not an X.509 certificate in PEM or DER form.');
  }
  const own = keys.find(({ keyPem }) => {
    const key = importPrivateKeyPem(Buffer.from(keyPem.buffer, keyPem.byteOffset, keyPem.length));
    return key.ok && parsed.checkPrivateKey(key.value);
  });
  if (own === undefined)
    return wrong(`Its public key is none of the endorsement keys of the virtual TPM of ${vmName}.`);
  return ok({ kind: own.kind, der: Uint8Array.from(parsed.raw) });
}
