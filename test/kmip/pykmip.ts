import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { systemClock } from '../../src/base/clock.ts';
import {
  type CertificateIdentity,
  makeAuthority,
  makeServerCertificate,
  makeSigningRequest,
  signRequest,
  validFor,
} from '../../src/certificates/issue.ts';
import type { KeyKind } from '../../src/certificates/key-pair.ts';
import { readCertificate } from '../../src/certificates/read.ts';
import { needsCommand } from '../requirements.ts';
import { type Identities, unwrap } from './fixtures.ts';

/** Debian's interpreter: another `python3` on the path does not see Debian's packages. */
const PYTHON = '/usr/bin/python3';

export function needsPykmip(): boolean {
  return !existsSync('/usr/bin/pykmip-server') && needsCommand('pykmip-server', 'python3-pykmip');
}

export interface SignedIdentities extends Identities {
  readonly authority: CertificateIdentity;
}

/** An authority that has signed the server's certificate and, by a signing request, the client's, as PyKMIP wants them. */
export async function makeSignedIdentities(keyKind: KeyKind): Promise<SignedIdentities> {
  const validity = validFor(30, systemClock);
  const authority = await makeAuthority('vSeal test authority', keyKind, validity);
  const server = unwrap(
    await makeServerCertificate(['127.0.0.1', 'localhost'], keyKind, validity, authority),
  );
  const { requestPem, keyPem } = await makeSigningRequest('vcenter.example.com', keyKind);
  const certificatePem = unwrap(await signRequest(requestPem, authority, validity));
  return {
    authority,
    server,
    serverSha256: unwrap(readCertificate(server.certificatePem)).sha256,
    client: { certificatePem, keyPem },
    clientSha256: unwrap(readCertificate(certificatePem)).sha256,
  };
}

export interface PeerFiles {
  readonly folder: string;
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

/** An identity as files, which is how the peer takes it. */
export function writePeerFiles(identity: CertificateIdentity, authority: CertificateIdentity): PeerFiles {
  const folder = mkdtempSync(join(tmpdir(), 'vseal-pykmip-'));
  const files = {
    folder,
    certificate: join(folder, 'certificate.pem'),
    key: join(folder, 'key.pem'),
    authority: join(folder, 'authority.pem'),
  };
  writeFileSync(files.certificate, identity.certificatePem);
  writeFileSync(files.key, identity.keyPem);
  chmodSync(files.key, 0o600);
  writeFileSync(files.authority, authority.certificatePem);
  return files;
}

export interface PykmipServer {
  readonly port: number;
  stop(): void;
}

/**
 * Starts PyKMIP's server and waits until it takes connections. It refuses client certificates without the extended
 * key usage for it, which vCenter's own have not, unless `asksForKeyUsage` is false.
 */
export async function startPykmipServer(
  identities: SignedIdentities,
  { asksForKeyUsage = true } = {},
): Promise<PykmipServer> {
  const files = writePeerFiles(identities.server, identities.authority);
  const port = await freePort();
  const config = join(files.folder, 'server.conf');
  const lines = [
    '[server]',
    'hostname=127.0.0.1',
    `port=${port}`,
    `certificate_path=${files.certificate}`,
    `key_path=${files.key}`,
    `ca_path=${files.authority}`,
    'auth_suite=TLS1.2',
    `policy_path=${files.folder}`,
    `enable_tls_client_auth=${asksForKeyUsage ? 'True' : 'False'}`,
    'logging_level=ERROR',
    `database_path=${join(files.folder, 'pykmip.db')}`,
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const log = join(files.folder, 'server.log');
  const child = spawn(PYTHON, ['/usr/bin/pykmip-server', '-f', config, '-l', log], {
    cwd: files.folder,
    stdio: 'ignore',
  });
  const stop = (): void => {
    child.kill('SIGKILL');
    rmSync(files.folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await accepts(port, identities)) return { port, stop };
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
  stop();
  throw new Error(`PyKMIP's server did not come up. ${said}`);
}

function accepts(port: number, { client }: Identities): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      cert: client.certificatePem,
      key: Buffer.from(client.keyPem),
      rejectUnauthorized: false,
    });
    socket.once('secureConnect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Runs a Python script with PyKMIP's client; what it prints last is one JSON value. */
export function runPython(script: string, args: readonly string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    execFile(PYTHON, ['-c', script, ...args], { timeout: 60_000 }, (error, stdout, stderr) => {
      if (error !== null) reject(new Error(`${error.message}\n${stderr}`));
      else resolve(JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null'));
    });
  });
}
