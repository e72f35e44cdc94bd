import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { makeFolder } from '../../base/make-folder.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { makeSigningRequest, signRequest, validFor } from '../../certificates/issue.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import { readIdentity } from '../../datacenter/keys/kept-identity.ts';
import { writeFully } from '../plain-host.ts';
import { addClient, listClients, revokeClient } from './client-register.ts';
import { AUTHORITY, certificateOf, type KmsFault, type KmsFolder, openKmsFolder } from './kms-folder.ts';
import { onFolder } from './on-folder.ts';
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
  return onFolder(openKmsFolder(folder), async (kms) => {
    if (!NAME.test(client.name)) {
      return refuse({
        message: `A client cannot have the name ${JSON.stringify(client.name)}.`,
        hint: 'Name it with 1 to 64 characters, without line breaks or control characters.',
      });
    }
    const shown = await certificateFor(kms, client);
    if (!shown.ok) return refuse(shown.fault);
    const added = addClient(kms.store, client.name, shown.value.pem);
    if (!added.ok) {
      removeFiles(shown.value.files);
      return refuse(added.fault);
    }
    if (shown.value.isSigned) writeFully(1, shown.value.pem);
    for (const file of shown.value.files) say(`Wrote ${file}.`);
    say(
      `Client ${client.name} is known by the certificate ${added.value.subject}, SHA-256 ${added.value.sha256}.`,
    );
    return 0;
  });
}

/** A common name in a certificate has at most 64 characters (RFC 5280, ub-common-name). */
const NAME = /^[^\p{Cc}\p{Zl}\p{Zp}]{1,64}$/u;

interface ShownCertificate {
  readonly pem: string;
  /** Signed here just now, for the client to get. */
  readonly isSigned: boolean;
  /** Written for the client; removed when it is not let in. */
  readonly files: readonly string[];
}

async function certificateFor(
  kms: KmsFolder,
  client: NewClient,
): Promise<Result<ShownCertificate, KmsFault>> {
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
  if (!/-----BEGIN (NEW )?CERTIFICATE REQUEST-----/.test(pem)) return ok({ pem, isSigned: false, files: [] });
  const signed = await sign(kms, pem);
  return signed.ok ? ok({ pem: signed.value, isSigned: true, files: [] }) : signed;
}

/** Certificate, key and authority in files of their own; the key is kept nowhere else. */
async function generate(
  kms: KmsFolder,
  name: string,
  folder: string,
): Promise<Result<ShownCertificate, KmsFault>> {
  const { requestPem, keyPem } = await makeSigningRequest(name, 'EC-P256');
  const signed = await sign(kms, requestPem);
  if (!signed.ok) return signed;
  const authority = certificateOf(kms, AUTHORITY);
  if (!authority.ok) return authority;
  const written = writeAll(folder, [
    ['certificate.pem', signed.value],
    ['key.pem', keyPem],
    ['authority.pem', authority.value],
  ]);
  zeroise(keyPem);
  return written.ok ? ok({ pem: signed.value, isSigned: false, files: written.value }) : written;
}

/** All files, none of which was there before, or none. */
function writeAll(
  folder: string,
  contents: readonly (readonly [name: string, content: string | Uint8Array])[],
): Result<string[], KmsFault> {
  const files: string[] = [];
  for (const [name, content] of contents) {
    const file = join(folder, name);
    try {
      makeFolder(folder, 0o700);
      writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
      files.push(file);
    } catch (error) {
      removeFiles(files);
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST')
        return fail({ message: `${file} exists already.`, hint: 'Name an empty folder.' });
      return fail({
        message: `${file} cannot be written: ${message}.`,
        hint: 'Name another folder, or free some space.',
      });
    }
  }
  return ok(files);
}

function removeFiles(files: readonly string[]): void {
  for (const file of files) rmSync(file, { force: true });
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
  return onFolder(openKmsFolder(folder), ({ store }) => {
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
  return onFolder(openKmsFolder(folder), ({ store }) => {
    const revoked = revokeClient(store, name);
    return revoked.ok ? 0 : refuse(revoked.fault);
  });
}
