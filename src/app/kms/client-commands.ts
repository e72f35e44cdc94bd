import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { makeSigningRequest, signRequest, validFor } from '../../certificates/issue.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import { readIdentity } from '../../datacenter/keys/kept-identity.ts';
import { writeFully } from '../plain-host.ts';
import { addClient, listClients, revokeClient } from './client-register.ts';
import { AUTHORITY, certificateOf, type KmsFault, type KmsFolder, openKmsFolder } from './kms-folder.ts';
import { printTable, refuse, say } from './report.ts';

const CLIENT_DAYS = 825;

export interface NewClient {
  readonly name: string;
  /** A PEM file: a certificate, or a signing request that is then signed. */
  readonly file?: string;
  /** Makes certificate and key in this folder. */
  readonly generate?: string;
}

/** `vseal kms client add`: by its certificate, by a request that is signed and printed, or with a new certificate and key. */
export async function addKmsClient(folder: string, client: NewClient): Promise<number> {
  return withFolder(folder, async (kms) => {
    const certificate = await certificateFor(kms, client);
    if (!certificate.ok) return refuse(certificate.fault);
    const added = addClient(kms.store, client.name, certificate.value);
    if (!added.ok) return refuse(added.fault);
    say(
      `Client ${client.name} is known by the certificate ${added.value.subject}, SHA-256 ${added.value.sha256}.`,
    );
    return 0;
  });
}

async function certificateFor(kms: KmsFolder, client: NewClient): Promise<Result<string, KmsFault>> {
  if (client.generate !== undefined) return generate(kms, client.name, client.generate);
  if (client.file === undefined) {
    return fail({
      message: 'No certificate was named.',
      hint: 'vseal kms client add NAME FILE, with a certificate or a signing request; or --generate FOLDER',
    });
  }
  let pem: string;
  try {
    pem = readFileSync(client.file, 'utf8');
  } catch {
    return fail({ message: `${client.file} cannot be read.`, hint: 'Name a PEM file.' });
  }
  if (!/-----BEGIN (NEW )?CERTIFICATE REQUEST-----/.test(pem)) return ok(pem);
  const signed = await sign(kms, pem);
  if (signed.ok) writeFully(1, signed.value);
  return signed;
}

async function generate(kms: KmsFolder, name: string, folder: string): Promise<Result<string, KmsFault>> {
  const certificateFile = join(folder, 'certificate.pem');
  const keyFile = join(folder, 'key.pem');
  const authorityFile = join(folder, 'authority.pem');
  for (const file of [certificateFile, keyFile, authorityFile])
    if (existsSync(file)) return fail({ message: `${file} exists already.`, hint: 'Name an empty folder.' });
  const { requestPem, keyPem } = await makeSigningRequest(name, 'EC-P256');
  const signed = await sign(kms, requestPem);
  if (!signed.ok) return signed;
  const authority = certificateOf(kms, AUTHORITY);
  if (!authority.ok) return authority;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(keyFile, keyPem, { mode: 0o600, flag: 'wx' });
  zeroise(keyPem);
  writeFileSync(certificateFile, signed.value, { mode: 0o600, flag: 'wx' });
  writeFileSync(authorityFile, authority.value, { mode: 0o600, flag: 'wx' });
  say(`Wrote ${certificateFile}, ${keyFile} and ${authorityFile}. The key is kept nowhere else.`);
  return signed;
}

async function sign({ secrets }: KmsFolder, requestPem: string): Promise<Result<string, KmsFault>> {
  const authority = readIdentity(secrets, AUTHORITY);
  if (!authority.ok || authority.value === undefined)
    return fail({ message: 'The authority of this server is missing.', hint: 'Restore it from a backup.' });
  const signed = await signRequest(requestPem, authority.value, validFor(CLIENT_DAYS, systemClock));
  zeroise(authority.value.keyPem);
  return signed.ok ? signed : fail({ message: signed.fault.message, hint: 'Give a request in PEM form.' });
}

/** `vseal kms client list`. */
export async function listKmsClients(folder: string): Promise<number> {
  return withFolder(folder, ({ store }) => {
    const nowMs = systemClock.nowMs();
    printTable(
      ['Name', 'State', 'Expires', 'SHA-256', 'Subject'],
      listClients(store).map(({ id, revokedMs, expiresMs, sha256, subject }) => [
        id,
        revokedMs !== null ? 'revoked' : expiresMs < nowMs ? 'expired' : 'known',
        new Date(expiresMs).toISOString().slice(0, 10),
        sha256,
        subject,
      ]),
    );
    return 0;
  });
}

/** `vseal kms client revoke`: at once, also for connections that are open. */
export async function revokeKmsClient(folder: string, name: string): Promise<number> {
  return withFolder(folder, ({ store }) => {
    const revoked = revokeClient(store, name);
    return revoked.ok ? 0 : refuse(revoked.fault);
  });
}

async function withFolder(
  folder: string,
  work: (kms: KmsFolder) => number | Promise<number>,
): Promise<number> {
  const opened = openKmsFolder(folder);
  if (!opened.ok) return refuse(opened.fault);
  try {
    return await work(opened.value);
  } finally {
    opened.value.close();
  }
}
