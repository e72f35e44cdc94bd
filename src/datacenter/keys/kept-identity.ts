import { join } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { readCertificate } from '../../certificates/read.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import { lockFile } from '../../state/lock.ts';
import type { Secrets } from '../../state/secrets.ts';

/** Names of the embedded server's identity and of the client that it trusts. */
export const EMBEDDED_SERVER = 'kms-server';
export const EMBEDDED_CLIENT = 'kms-client';

export interface KeptIdentity {
  readonly certificatePem: string;
  /** PEM; the caller zeroises it. */
  readonly keyPem: Uint8Array;
  /** Of the certificate, lower-case hexadecimal. */
  readonly sha256: string;
}

export interface IdentityFault {
  readonly message: string;
}

/** The vCenter's own certificate authority, made when it first signs something. */
export const VCENTER_AUTHORITY = 'vcenter-authority';

/** `request`: a key and a signing request, whose certificate comes later. `authority`: what signs others. */
export type IdentityUse = 'server' | 'client' | 'request' | 'authority';

const VALID_DAYS = 3650;
const AUTHORITY_NAME = 'vSeal vCenter CA';

/** A certificate and its key among the secrets, or undefined before it is made. */
export function readIdentity(
  secrets: Secrets,
  name: string,
): Result<KeptIdentity | undefined, IdentityFault> {
  const certificate = secrets.get(`${name}.crt`);
  if (!certificate.ok) return certificate;
  if (certificate.value === undefined) return ok(undefined);
  const certificatePem = Buffer.from(certificate.value).toString('utf8');
  const sha256 = fingerprintOf(certificatePem);
  if (!sha256.ok) return sha256;
  const key = secrets.get(`${name}.key`);
  if (!key.ok) return key;
  if (key.value === undefined)
    return fail({ message: `The private key ${name}.key is missing among the secrets.` });
  return ok({ certificatePem, keyPem: key.value, sha256: sha256.value });
}

/** Of the certificates read before: reading one takes a millisecond, and every key needs two. */
const fingerprints = new Map<string, string>();
const LIMIT_FINGERPRINTS = 64;

function fingerprintOf(certificatePem: string): Result<string, IdentityFault> {
  const known = fingerprints.get(certificatePem);
  if (known !== undefined) return ok(known);
  const details = readCertificate(certificatePem);
  if (!details.ok) return details;
  if (fingerprints.size === LIMIT_FINGERPRINTS) fingerprints.clear();
  fingerprints.set(certificatePem, details.value.sha256);
  return ok(details.value.sha256);
}

/** Keeps a certificate and its key, which is zeroised. The certificate comes last: where it is, the key is too. */
export function keepIdentity(
  secrets: Secrets,
  name: string,
  certificatePem: string,
  keyPem: Uint8Array,
): Result<void, IdentityFault> {
  const key = secrets.put(`${name}.key`, keyPem);
  zeroise(keyPem);
  return key.ok ? secrets.put(`${name}.crt`, Buffer.from(certificatePem)) : key;
}

/** Makes the identity unless another process has made it meanwhile. Asynchronous: for a worker. */
export async function makeIdentity(
  secretsFolder: string,
  secrets: Secrets,
  name: string,
  use: IdentityUse,
): Promise<Result<{ readonly requestPem?: string }, IdentityFault>> {
  const lock = lockFile(join(secretsFolder, `${name}.lock`), { pid: process.pid, purpose: `making ${name}` });
  if (!lock.ok) return lock;
  try {
    const meanwhile = readIdentity(secrets, name);
    if (!meanwhile.ok) return meanwhile;
    if (meanwhile.value !== undefined) {
      zeroise(meanwhile.value.keyPem);
      return ok({});
    }
    return use === 'request' ? await makeRequest(secrets, name) : await makeCertificate(secrets, name, use);
  } finally {
    lock.value.release({ remove: true });
  }
}

/** The library that makes certificates is heavy: it is loaded only when one is made. */
async function makeCertificate(
  secrets: Secrets,
  name: string,
  use: Exclude<IdentityUse, 'request'>,
): Promise<Result<{ readonly requestPem?: string }, IdentityFault>> {
  const { makeAuthority, makeClientCertificate, makeServerCertificate, validFor } = await import(
    '../../certificates/issue.ts'
  );
  const validity = validFor(VALID_DAYS, systemClock);
  const made =
    use === 'server'
      ? await makeServerCertificate(['127.0.0.1', 'localhost'], 'EC-P256', validity)
      : use === 'authority'
        ? ok(await makeAuthority(AUTHORITY_NAME, 'EC-P256', validity))
        : ok(await makeClientCertificate('EC-P256', validity));
  if (!made.ok) return made;
  const kept = keepIdentity(secrets, name, made.value.certificatePem, made.value.keyPem);
  return kept.ok ? ok({}) : kept;
}

async function makeRequest(
  secrets: Secrets,
  name: string,
): Promise<Result<{ readonly requestPem?: string }, IdentityFault>> {
  const { clientCommonName, makeSigningRequest } = await import('../../certificates/issue.ts');
  const { requestPem, keyPem } = await makeSigningRequest(clientCommonName(systemClock.nowMs()), 'EC-P256');
  const put = secrets.put(`${name}.key`, keyPem);
  zeroise(keyPem);
  return put.ok ? ok({ requestPem }) : put;
}

/** A TPM's endorsement key: its private half in a buffer that the caller zeroises, its request and certificate as DER. */
export interface MadeEndorsementKey {
  readonly kind: EndorsementKind;
  /** PKCS #8, PEM. */
  readonly keyPem: Uint8Array;
  readonly request: Uint8Array;
  readonly certificate: Uint8Array;
}

export type EndorsementKind = 'RSA' | 'ECC';

/** The two endorsement keys of a virtual TPM: RSA 2048 and ECC NIST P-256, as vSphere makes them. Asynchronous: for a worker. */
export async function makeEndorsementKeys(
  secretsFolder: string,
  secrets: Secrets,
  subject: string,
): Promise<Result<readonly MadeEndorsementKey[], IdentityFault>> {
  const ready = await makeIdentity(secretsFolder, secrets, VCENTER_AUTHORITY, 'authority');
  if (!ready.ok) return ready;
  const authority = readIdentity(secrets, VCENTER_AUTHORITY);
  if (!authority.ok) return authority;
  if (authority.value === undefined) return fail({ message: 'The vCenter has no certificate authority.' });
  const { makeSigningRequest, signEndorsement, validFor } = await import('../../certificates/issue.ts');
  const validity = validFor(VALID_DAYS, systemClock);
  const made: MadeEndorsementKey[] = [];
  try {
    for (const [kind, keyKind] of [['RSA', 'RSA-2048'] as const, ['ECC', 'EC-P256'] as const]) {
      const { requestPem, keyPem } = await makeSigningRequest(subject, keyKind);
      const signed = await signEndorsement(requestPem, keyKind, authority.value, validity);
      if (!signed.ok) return signed;
      made.push({ kind, keyPem, request: derOfPem(requestPem), certificate: derOfPem(signed.value) });
    }
    return ok(made);
  } finally {
    zeroise(authority.value.keyPem);
  }
}

function derOfPem(pem: string): Uint8Array {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
}
