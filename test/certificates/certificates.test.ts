import { connect, createServer } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { Result } from '../../src/base/result.ts';
import {
  type CertificateIdentity,
  clientCommonName,
  makeAuthority,
  makeClientCertificate,
  makeServerCertificate,
  makeSigningRequest,
  signRequest,
  validFor,
} from '../../src/certificates/issue.ts';
import { checkKeyFits, readCertificate } from '../../src/certificates/read.ts';
import { X509Certificate } from '../../src/crypto/x509-certificate.ts';

const YEAR = validFor(365, systemClock);

function unwrap<T>(result: Result<T, unknown>): T {
  if (result.ok) return result.value;
  throw new Error(`unexpected fault: ${JSON.stringify(result.fault)}`);
}

describe.each(['RSA-2048', 'EC-P256'] as const)('%s certificates', (keyKind) => {
  test("the client's is as vCenter makes it: self-signed, named after the moment, without extended key usage", async () => {
    const identity = await makeClientCertificate(
      keyKind,
      validFor(3650, { ...systemClock, nowMs: () => Date.UTC(2017, 3, 12, 9, 30, 11) }),
    );
    const details = unwrap(readCertificate(identity.certificatePem));
    expect(details.subject).toBe('CN=kmipClient20170412093011');
    expect(details.issuer).toBe(details.subject);
    expect(details.sha256).toMatch(/^[0-9a-f]{64}$/);
    const certificate = new X509Certificate(identity.certificatePem);
    expect(certificate.keyUsage).toBeUndefined();
    expect(certificate.ca).toBe(false);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    unwrap(checkKeyFits(identity.certificatePem, identity.keyPem));
  });

  test("the server's is made out for names and addresses, and its authority vouches for it", async () => {
    const authority = await makeAuthority('KMS authority', keyKind, YEAR);
    const server = unwrap(
      await makeServerCertificate(['kms.example.com', '127.0.0.1', '::1'], keyKind, YEAR, authority),
    );
    const certificate = new X509Certificate(server.certificatePem);
    const issuer = new X509Certificate(authority.certificatePem);
    expect(certificate.checkIssued(issuer)).toBe(true);
    expect(certificate.verify(issuer.publicKey)).toBe(true);
    expect(certificate.checkHost('kms.example.com')).toBe('kms.example.com');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkIP('127.0.0.2')).toBeUndefined();
    expect(issuer.ca).toBe(true);
  });

  test('a signing request becomes a certificate that TLS takes at both ends', async () => {
    const authority = await makeAuthority('KMS authority', keyKind, YEAR);
    const server = unwrap(await makeServerCertificate(['localhost', '127.0.0.1'], keyKind, YEAR, authority));
    const { requestPem, keyPem } = await makeSigningRequest('vcenter, Inc.', keyKind);
    const certificatePem = unwrap(await signRequest(requestPem, authority, YEAR));
    expect(unwrap(readCertificate(certificatePem)).subject).toContain('vcenter');
    expect(await handshake(server, { certificatePem, keyPem }, authority)).toBe(true);
  });
});

test('two certificates have two serial numbers', async () => {
  const [first, second] = await Promise.all([
    makeAuthority('a', 'EC-P256', YEAR),
    makeAuthority('a', 'EC-P256', YEAR),
  ]);
  expect(unwrap(readCertificate(first.certificatePem)).serialNumber).not.toBe(
    unwrap(readCertificate(second.certificatePem)).serialNumber,
  );
});

test('names of the moment are in UTC', () => {
  expect(clientCommonName(Date.UTC(2026, 0, 2, 3, 4, 5, 678))).toBe('kmipClient20260102030405');
});

describe('what is refused', () => {
  test('text that is no certificate', () => {
    expect(readCertificate('nonsense')).toMatchObject({
      ok: false,
      fault: { kind: 'CertificateUnreadable' },
    });
  });

  test('a private key of another certificate, and one that is none; without quoting it', async () => {
    const [one, other] = await Promise.all([
      makeAuthority('a', 'EC-P256', YEAR),
      makeAuthority('b', 'EC-P256', YEAR),
    ]);
    expect(checkKeyFits(one.certificatePem, other.keyPem)).toMatchObject({
      ok: false,
      fault: { kind: 'KeyDoesNotFit' },
    });
    const broken = Buffer.from('-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n');
    const refused = checkKeyFits(one.certificatePem, broken);
    expect(refused).toMatchObject({ ok: false, fault: { kind: 'KeyUnreadable' } });
    expect(JSON.stringify(refused)).not.toContain('c2VjcmV0');
  });

  test('a signing request that was changed, and text that is none', async () => {
    const authority = await makeAuthority('a', 'EC-P256', YEAR);
    const { requestPem } = await makeSigningRequest('vcenter', 'EC-P256');
    const der = Buffer.from(requestPem.replaceAll(/-----.*?-----|\s/g, ''), 'base64');
    const at = der.indexOf('vcenter');
    der[at] = 0x56;
    const changed = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
    expect(await signRequest(changed, authority, YEAR)).toMatchObject({ ok: false });
    expect(await signRequest('nonsense', authority, YEAR)).toMatchObject({ ok: false });
  });
});

function handshake(
  server: CertificateIdentity,
  client: CertificateIdentity,
  authority: CertificateIdentity,
): Promise<boolean> {
  return new Promise((resolve) => {
    const listener = createServer(
      {
        cert: server.certificatePem,
        key: Buffer.from(server.keyPem),
        ca: authority.certificatePem,
        requestCert: true,
        rejectUnauthorized: true,
      },
      (socket) => {
        resolve(socket.authorized);
        socket.destroy();
        listener.close();
      },
    );
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address() as { port: number };
      const socket = connect({
        host: '127.0.0.1',
        port,
        ca: authority.certificatePem,
        cert: client.certificatePem,
        key: Buffer.from(client.keyPem),
      });
      socket.on('error', () => {
        resolve(false);
        listener.close();
      });
    });
  });
}
