import type { Clock } from '../../base/clock.ts';
import { foreignText } from '../../base/foreign-text.ts';
import type { Result } from '../../base/result.ts';
import { keyLengthBytes } from '../../crypto/secret-key.ts';
import { nameOf, ObjectType, Operation, QueryFunction } from '../enums.ts';
import { query } from '../payloads/query.ts';
import { versionText } from '../version.ts';
import {
  createKey,
  deadlineOf,
  destroyKey,
  getKey,
  locateKeys,
  revokeKey,
  tagKey,
} from './key-operations.ts';
import type { KmipFault } from './kmip-fault.ts';
import { type CallFault, call, type KmipSession, listVersions } from './kmip-session.ts';
import type { KeyProviderConfig, KmipServerConfig } from './provider-config.ts';
import type { SessionPool } from './session-pool.ts';

/** A full round trip of one server, step by step; what Test-KeyProvider prints. */
export interface ServerTestReport {
  readonly server: string;
  readonly steps: readonly TestStep[];
  /** Every step that vSphere cannot do without has succeeded. */
  readonly isUsable: boolean;
  readonly operations: readonly string[];
  readonly objectTypes: readonly string[];
}

export interface TestStep {
  readonly name: string;
  readonly outcome: 'ok' | 'failed' | 'notSupported';
  readonly detail: string;
  readonly elapsedMs: number;
}

/** Tests each server by itself, one after the other. The key made for it is destroyed again. */
export async function testProvider(
  provider: KeyProviderConfig,
  pool: SessionPool,
  clock: Clock,
  signal?: AbortSignal,
): Promise<ServerTestReport[]> {
  const reports: ServerTestReport[] = [];
  for (const server of provider.servers)
    reports.push(await testServer(provider, server, pool, clock, signal));
  return reports;
}

async function testServer(
  provider: KeyProviderConfig,
  server: KmipServerConfig,
  pool: SessionPool,
  clock: Clock,
  signal?: AbortSignal,
): Promise<ServerTestReport> {
  const steps: TestStep[] = [];
  const record = createRecorder(steps, clock);
  const opened = await record(
    'Connect',
    () => pool.openFresh(provider, server, signal),
    ({ connection, version }) =>
      `${connection.tlsVersion} with ${connection.cipher}, KMIP ${versionText(version)}`,
  );
  if (opened === undefined) {
    return { server: server.name, steps, isUsable: false, operations: [], objectTypes: [] };
  }
  try {
    const abilities = await askAbilities(opened, record, signal);
    await roundTrip(opened, record, signal);
    return {
      server: server.name,
      steps,
      isUsable: steps.every((step) => step.outcome !== 'failed'),
      ...abilities,
    };
  } finally {
    opened.connection.close();
  }
}

type Recorder = <T>(
  name: string,
  run: () => Promise<Result<T, KmipFault | CallFault>>,
  detail: (value: T) => string,
  isOptional?: boolean,
) => Promise<T | undefined>;

function createRecorder(steps: TestStep[], clock: Clock): Recorder {
  return async (name, run, detail, isOptional = false) => {
    const startedMs = clock.monotonicMs();
    const result = await run();
    const elapsedMs = clock.monotonicMs() - startedMs;
    if (result.ok) {
      steps.push({ name, outcome: 'ok', detail: detail(result.value), elapsedMs });
      return result.value;
    }
    const fault = 'fault' in result.fault ? result.fault.fault : result.fault;
    steps.push({ name, outcome: isOptional ? 'notSupported' : 'failed', detail: fault.message, elapsedMs });
    return undefined;
  };
}

async function askAbilities(
  session: KmipSession,
  record: Recorder,
  signal?: AbortSignal,
): Promise<{ operations: string[]; objectTypes: string[] }> {
  await record(
    'Discover Versions',
    () => listVersions(session, deadlineOf(session, signal)),
    (versions) => versions.map(versionText).join(', '),
    true,
  );
  const functions = [
    QueryFunction.QueryOperations,
    QueryFunction.QueryObjects,
    QueryFunction.QueryServerInformation,
  ];
  const abilities = await record(
    'Query',
    () =>
      call(session, query, { functions }, deadlineOf(session, signal), (response) => ({
        vendor: foreignText(response.vendorIdentification ?? 'no vendor named', 100),
        operations: response.operations.map((operation) => nameOf(Operation, operation)),
        objectTypes: response.objectTypes.map((type) => nameOf(ObjectType, type)),
      })),
    ({ vendor, operations }) => `${vendor}; ${operations.length} operations`,
    true,
  );
  return { operations: abilities?.operations ?? [], objectTypes: abilities?.objectTypes ?? [] };
}

async function roundTrip(session: KmipSession, record: Recorder, signal?: AbortSignal): Promise<void> {
  const made = await record(
    'Create',
    () => createKey(session, signal),
    ({ keyId }) => keyId,
  );
  if (made === undefined) return;
  const { keyId } = made;
  await record(
    'Get and Activate',
    () => getKey(session, keyId, signal),
    ({ key, state }) => `${keyLengthBytes(key) * 8} bits, ${state}`,
  );
  const tags = { 'x-Component': 'Test' } as const;
  const isTagged = await record(
    'Add Attribute',
    () => tagKey(session, keyId, tags, signal),
    (isDone) => (isDone ? 'the server keeps tags' : 'the server keeps no tags; keys go without'),
    true,
  );
  if (isTagged === true) {
    await record(
      'Locate',
      () => locateKeys(session, tags, signal),
      (ids) => `${ids.length} found`,
      true,
    );
  }
  await record(
    'Revoke',
    () => revokeKey(session, keyId, 'CessationOfOperation', signal),
    () => 'the key is deactivated',
    true,
  );
  await record(
    'Destroy',
    () => destroyKey(session, keyId, signal),
    () => 'the key is gone',
    true,
  );
}
