import { fail, ok, type Result } from '../base/result.ts';
import { importPrivateKeyPem } from '../crypto/private-key.ts';
import { X509Certificate } from '../crypto/x509-certificate.ts';

/** What people want to know of a certificate. Light and synchronous: usable in the engine's thread. */
export interface CertificateDetails {
  /** One line, as OpenSSL prints names: `CN=kms,O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Of the DER encoding, lower-case hexadecimal. */
  readonly sha256: string;
  /** Names and addresses that the certificate is made out for. */
  readonly addresses: readonly string[];
  readonly keyKind: string;
}

export interface CertificateReadFault {
  readonly kind: 'CertificateUnreadable' | 'KeyDoesNotFit' | 'KeyUnreadable';
  readonly message: string;
}

export function readCertificate(pem: string): Result<CertificateDetails, CertificateReadFault> {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return fail({
      kind: 'CertificateUnreadable',
      message: 'The text is not an X.509 certificate in PEM form (-----BEGIN CERTIFICATE-----).',
    });
  }
  const alternatives = certificate.subjectAltName?.split(', ') ?? [];
  return ok({
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    serialNumber: certificate.serialNumber,
    notBeforeMs: Date.parse(certificate.validFrom),
    notAfterMs: Date.parse(certificate.validTo),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    addresses: alternatives.map((name) => name.slice(name.indexOf(':') + 1)),
    keyKind: certificate.publicKey.asymmetricKeyType ?? 'unknown',
  });
}

/** An uploaded certificate and private key must belong together. */
export function checkKeyFits(certificatePem: string, keyPem: Uint8Array): Result<void, CertificateReadFault> {
  const certificate = readCertificate(certificatePem);
  if (!certificate.ok) return certificate;
  const key = importPrivateKeyPem(Buffer.from(keyPem));
  if (!key.ok) return fail({ kind: 'KeyUnreadable', message: key.fault.message });
  return new X509Certificate(certificatePem).checkPrivateKey(key.value)
    ? ok(undefined)
    : fail({ kind: 'KeyDoesNotFit', message: 'The private key does not belong to the certificate.' });
}

function oneLine(name: string): string {
  return name.split('\n').reverse().join(',');
}
