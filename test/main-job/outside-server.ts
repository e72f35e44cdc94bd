import { systemClock } from '../../src/base/clock.ts';
import { readCertificate } from '../../src/certificates/read.ts';
import type { ClientDirectory } from '../../src/kmip/server/client-directory.ts';
import type { KeyStore } from '../../src/kmip/server/key-store.ts';
import { createKmipServer, type KmipServer, type ServerEvent } from '../../src/kmip/server/kmip-server.ts';
import { createMemoryKeyStore } from '../../src/kmip/server/memory-key-store.ts';
import { type Identities, makeIdentities, unwrap } from '../kmip/fixtures.ts';
import { json, type State } from './vseal.ts';

/** A key management server of ours that stands outside the lab, knows whom it is told, and can be taken away. */
export interface OutsideServer {
  readonly port: number;
  trust(certificatePem: string): void;
  keyIds(): string[];
  /** How many connections of trusted clients it has accepted since it was made. */
  connectionCount(): number;
  stop(): Promise<void>;
  /** On the port that it had. */
  start(): Promise<void>;
}

export async function outsideServer(): Promise<OutsideServer> {
  const identities: Identities = await makeIdentities();
  const store: KeyStore = createMemoryKeyStore();
  const trusted = new Set<string>();
  const clients: ClientDirectory = {
    identify: ({ sha256 }) =>
      trusted.has(sha256)
        ? { ok: true, value: 'vcenter' }
        : { ok: false, fault: 'The client certificate is not trusted by this server.' },
  };
  let server: KmipServer;
  let connections = 0;
  const onEvent = ({ kind }: ServerEvent): void => {
    if (kind === 'connected') connections++;
  };
  const listen = async (port: number): Promise<number> => {
    server = createKmipServer({ tls: identities.server, clients, store, clock: systemClock, onEvent });
    return unwrap(await server.listen('127.0.0.1', port)).port;
  };
  const port = await listen(0);
  return {
    port,
    trust: (certificatePem) => void trusted.add(unwrap(readCertificate(certificatePem)).sha256),
    keyIds: () => store.transact((objects) => [...objects.list()].map(({ id }) => id)),
    connectionCount: () => connections,
    stop: () => server.close(),
    start: async () => {
      await listen(port);
    },
  };
}

/** The line that registers it. */
export function addServer(name: string, provider: string, port: number): string {
  return `Add-KeyManagementServer -Name ${name} -KeyProvider ${provider} -Address 127.0.0.1 -Port ${port} -TimeoutSeconds 20 -TrustKeyManagementServer $true`;
}

/** The certificate that vCenter shows to a provider's servers. */
export async function clientCertificate(state: State, provider: string): Promise<string> {
  return json<string>(state, `(Get-KeyProvider ${provider}).ClientCertificate | ConvertTo-Json`);
}
