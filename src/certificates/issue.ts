// The certificate library reads decorators' metadata while it loads.
import 'reflect-metadata';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import type { Clock } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { randomBytes } from '../crypto/random.ts';
import { type CryptoKey, type CryptoKeyPair, webcrypto } from '../crypto/webcrypto.ts';
import {
  generateKeyPair,
  type KeyKind,
  privateKeyPem,
  readSigningKey,
  signingAlgorithm,
} from './key-pair.ts';

x509.cryptoProvider.set(webcrypto);

/**
 * Makes certificates. The library behind it is heavy and asynchronous, so this file is loaded in
 * workers only, or when it is needed.
 */

/** A certificate and its private key, both PEM; the key in a buffer that the caller zeroises. */
export interface CertificateIdentity {
  readonly certificatePem: string;
  readonly keyPem: Uint8Array;
}

export interface CertificateFault {
  readonly kind: 'CertificateInvalid';
  readonly message: string;
}

export interface Validity {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

const DAY_MS = 86_400_000;
/** Peers whose clocks lag a little must accept a new certificate. */
const CLOCK_SKEW_MS = 300_000;

export function validFor(days: number, clock: Clock): Validity {
  const nowMs = clock.nowMs();
  return { notBeforeMs: nowMs - CLOCK_SKEW_MS, notAfterMs: nowMs + days * DAY_MS };
}

/** A certificate authority: self-signed, for signing certificates only. */
export async function makeAuthority(
  commonName: string,
  keyKind: KeyKind,
  validity: Validity,
): Promise<CertificateIdentity> {
  const keys = await generateKeyPair(keyKind);
  return selfSigned(commonName, keys, keyKind, validity, [
    new x509.BasicConstraintsExtension(true, 0, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
  ]);
}

/**
 * The certificate that vCenter makes for itself as a KMIP client: self-signed, named after the
 * moment (`CN=kmipClient20170412093011`), without extended key usage.
 */
export async function makeClientCertificate(
  keyKind: KeyKind,
  validity: Validity,
): Promise<CertificateIdentity> {
  const keys = await generateKeyPair(keyKind);
  return selfSigned(clientCommonName(validity.notBeforeMs + CLOCK_SKEW_MS), keys, keyKind, validity, [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(
      x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
      true,
    ),
  ]);
}

/** `kmipClientYYYYMMDDhhmmss`, in UTC. */
export function clientCommonName(nowMs: number): string {
  return `kmipClient${new Date(nowMs).toISOString().replaceAll(/\D/g, '').slice(0, 14)}`;
}

/** A server's certificate for its names and addresses: signed by `authority`, or self-signed without one. */
export async function makeServerCertificate(
  addresses: readonly string[],
  keyKind: KeyKind,
  validity: Validity,
  authority?: CertificateIdentity,
): Promise<Result<CertificateIdentity, CertificateFault>> {
  const [commonName = 'vSeal KMS'] = addresses;
  const keys = await generateKeyPair(keyKind);
  const extensions = serverExtensions(addresses);
  if (authority === undefined) return ok(await selfSigned(commonName, keys, keyKind, validity, extensions));
  const signed = await sign(`CN=${escapeName(commonName)}`, keys.publicKey, authority, validity, extensions);
  return signed.ok ? ok({ certificatePem: signed.value, keyPem: privateKeyPem(keys.privateKey) }) : signed;
}

/** A server's certificate once more, for the same key: under a new term, and for other names and addresses if they are given. */
export async function renewServerCertificate(
  certificatePem: string,
  addresses: readonly string[] | undefined,
  validity: Validity,
  authority: CertificateIdentity,
): Promise<Result<string, CertificateFault>> {
  const before = new x509.X509Certificate(certificatePem);
  const held = before.getExtension(x509.SubjectAlternativeNameExtension)?.names.toJSON() ?? [];
  const named = addresses ?? held.map(({ value }) => value);
  const subject = addresses?.[0] === undefined ? before.subject : `CN=${escapeName(addresses[0])}`;
  return sign(subject, before.publicKey, authority, validity, serverExtensions(named));
}

/** A certificate signing request (PKCS #10) and its new private key. */
export async function makeSigningRequest(
  commonName: string,
  keyKind: KeyKind,
): Promise<{ readonly requestPem: string; readonly keyPem: Uint8Array }> {
  const keys = await generateKeyPair(keyKind);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: `CN=${escapeName(commonName)}`,
    keys,
    signingAlgorithm: signingAlgorithm(keyKind),
  });
  return { requestPem: `${request.toString('pem')}\n`, keyPem: privateKeyPem(keys.privateKey) };
}

/** Signs a request as a client's certificate. The request's own signature must hold; its extensions are not taken over. */
export async function signRequest(
  requestPem: string,
  authority: CertificateIdentity,
  validity: Validity,
): Promise<Result<string, CertificateFault>> {
  return signAs(CLIENT, requestPem, authority, validity);
}

/** What a certificate says that its key is for. */
interface KeyPurpose {
  readonly usages: x509.KeyUsageFlags;
  readonly extendedUsage: string;
}

const CLIENT: KeyPurpose = {
  usages: x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
  extendedUsage: x509.ExtendedKeyUsage.clientAuth,
};

/** tcg-kp-EKCertificate: what marks the certificate of a TPM's endorsement key (TCG EK Credential Profile, 3.2.16). */
const ENDORSEMENT_USAGE = '2.23.133.8.1';

/** Signs the request of a TPM's endorsement key, which decrypts (RSA) or agrees on keys (EC) and never signs data. */
export async function signEndorsement(
  requestPem: string,
  keyKind: KeyKind,
  authority: CertificateIdentity,
  validity: Validity,
): Promise<Result<string, CertificateFault>> {
  const usages =
    keyKind === 'RSA-2048' ? x509.KeyUsageFlags.keyEncipherment : x509.KeyUsageFlags.keyAgreement;
  return signAs({ usages, extendedUsage: ENDORSEMENT_USAGE }, requestPem, authority, validity);
}

async function signAs(
  { usages, extendedUsage }: KeyPurpose,
  requestPem: string,
  authority: CertificateIdentity,
  validity: Validity,
): Promise<Result<string, CertificateFault>> {
  let request: x509.Pkcs10CertificateRequest;
  try {
    request = new x509.Pkcs10CertificateRequest(requestPem);
    if (!(await request.verify()))
      return fail(invalid('The signing request does not carry its own signature.'));
  } catch {
    return fail(invalid('The text is not a certificate signing request in PEM form.'));
  }
  return sign(request.subject, request.publicKey, authority, validity, [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(usages, true),
    new x509.ExtendedKeyUsageExtension([extendedUsage]),
  ]);
}

function serverExtensions(addresses: readonly string[]): x509.Extension[] {
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(
      x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
      true,
    ),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(
      addresses.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
    ),
  ];
}

async function selfSigned(
  commonName: string,
  keys: CryptoKeyPair,
  keyKind: KeyKind,
  validity: Validity,
  extensions: x509.Extension[],
): Promise<CertificateIdentity> {
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=${escapeName(commonName)}`,
    notBefore: new Date(validity.notBeforeMs),
    notAfter: new Date(validity.notAfterMs),
    signingAlgorithm: signingAlgorithm(keyKind),
    keys,
    extensions,
  });
  return { certificatePem: `${certificate.toString('pem')}\n`, keyPem: privateKeyPem(keys.privateKey) };
}

async function sign(
  subject: string,
  publicKey: CryptoKey | x509.PublicKey,
  authority: CertificateIdentity,
  validity: Validity,
  extensions: x509.Extension[],
): Promise<Result<string, CertificateFault>> {
  const signing = await readSigningKey(authority.keyPem);
  if (!signing.ok) return fail(invalid(signing.fault.message));
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject,
    issuer: issuer.subject,
    notBefore: new Date(validity.notBeforeMs),
    notAfter: new Date(validity.notAfterMs),
    signingAlgorithm: signingAlgorithm(signing.value.kind),
    publicKey,
    signingKey: signing.value.key,
    extensions: [...extensions, await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey)],
  });
  return ok(`${certificate.toString('pem')}\n`);
}

/** 127 random bits: positive, and never twice. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return bytes.toString('hex');
}

/** RFC 4514: these characters would end or split the name. */
function escapeName(commonName: string): string {
  return commonName.replaceAll(/[,+"\\<>;=#]/g, String.raw`\$&`);
}

function invalid(message: string): CertificateFault {
  return { kind: 'CertificateInvalid', message };
}
