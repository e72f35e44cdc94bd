import type { SecureContext } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import { foreignText } from '../../base/foreign-text.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import { CredentialType, nameOf, Operation, QueryFunction, ResultReason, ResultStatus } from '../enums.ts';
import {
  type Credential,
  headerVersion,
  type RequestItem,
  type RequestMessage,
  type ResponseItem,
  type ResponseMessage,
  requestMessage,
  responseMessage,
  usernameAndPassword,
} from '../messages.ts';
import { discoverVersions } from '../payloads/discover-versions.ts';
import type { OperationPayloads } from '../payloads/payload.ts';
import { query } from '../payloads/query.ts';
import type { TtlvNode } from '../ttlv/node.ts';
import { decodeTtlv } from '../ttlv/reader.ts';
import { SchemaError } from '../ttlv/schema.ts';
import { encodeAll } from '../ttlv/writer.ts';
import { type ProtocolVersion, sameVersion, V1_0, V1_1, V1_2, V1_3, V1_4, versionText } from '../version.ts';
import { type Connection, type ExchangeFault, openConnection } from './connection.ts';
import { type Deadline, deadlineIn } from './deadline.ts';
import type { KmipFault } from './kmip-fault.ts';
import type { KmipServerConfig } from './provider-config.ts';

/** A connection on which the versions are agreed. */
export interface KmipSession {
  readonly server: KmipServerConfig;
  readonly connection: Connection;
  readonly version: ProtocolVersion;
  readonly clock: Clock;
}

/** What came of one request. */
export interface CallFault {
  readonly fault: KmipFault;
  /** The server may have done what was asked, and the answer is lost. */
  readonly isAmbiguous: boolean;
}

/** Versions in the order in which this client prefers them: vCenter speaks 1.1. */
const PREFERRED: readonly ProtocolVersion[] = [V1_1, V1_2, V1_3, V1_4, V1_0];

/**
 * Connects and asks for the versions, as vCenter begins each connection: Discover Versions in a
 * header of 1.1, without batch id. A server that does not know the operation is taken for 1.0.
 */
export async function openSession(
  server: KmipServerConfig,
  context: SecureContext,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Result<KmipSession, KmipFault>> {
  const deadline = deadlineIn(server.timeoutMs, clock, signal);
  const opened = await openConnection(server, context, deadline, clock);
  if (!opened.ok) return opened;
  const session: KmipSession = { server, connection: opened.value, version: V1_1, clock };
  const versions = await listVersions(session, deadline, 'withoutBatchId');
  if (!versions.ok) {
    const { fault } = versions.fault;
    if (fault.kind === 'OperationRefused' || fault.kind === 'VersionUnsupported') {
      return agreeOn10(session, fault, deadline);
    }
    opened.value.close();
    return fail(fault);
  }
  const version = PREFERRED.find((wanted) => versions.value.some((offered) => sameVersion(offered, wanted)));
  if (version !== undefined) return ok({ ...session, version });
  opened.value.close();
  const offered = versions.value.map(versionText).join(', ');
  return fail(versionFault(server, `It offers ${offered === '' ? 'none' : offered}`));
}

/** A 1.0 server refuses Discover Versions, which came with 1.1; whether it speaks 1.0 shows when it is asked something in 1.0. */
async function agreeOn10(
  session: KmipSession,
  refusal: KmipFault,
  deadline: Deadline,
): Promise<Result<KmipSession, KmipFault>> {
  const as10: KmipSession = { ...session, version: V1_0 };
  const probe = await call(as10, query, { functions: [QueryFunction.QueryOperations] }, deadline);
  if (probe.ok || probe.fault.fault.kind === 'OperationRefused') return ok(as10);
  session.connection.close();
  const { fault } = probe.fault;
  return fail(fault.kind === 'VersionUnsupported' ? versionFault(session.server, refusal.message) : fault);
}

function versionFault(server: KmipServerConfig, why: string): KmipFault {
  return {
    kind: 'VersionUnsupported',
    server: server.name,
    message: `The key management server '${server.name}' speaks none of KMIP 1.0 to 1.4, which vSphere needs. ${why}.`,
  };
}

/** The versions that the server offers. vCenter's status check repeats the question with a batch id. */
export async function listVersions(
  session: KmipSession,
  deadline: Deadline,
  form: 'withBatchId' | 'withoutBatchId' = 'withBatchId',
): Promise<Result<readonly ProtocolVersion[], CallFault>> {
  const payload = discoverVersions.request.write({ versions: [] }, session);
  const batchId = form === 'withBatchId' ? batchIdOf(1) : undefined;
  const item: RequestItem = { operation: Operation.DiscoverVersions, batchId, payload };
  const asked: Asked<readonly ProtocolVersion[]> = {
    items: [item],
    read: ({ items: [answer] }) => {
      const read = readAnswer(session, discoverVersions, answer);
      return read.ok ? ok(read.value.versions) : read;
    },
  };
  const [versions] = await exchangeAll(session, [asked], deadline);
  return versions;
}

/** One operation, one answer. `use` sees the answer before the bytes it came from are zeroised. */
export async function call<Request, Response, T = Response>(
  session: KmipSession,
  operation: OperationPayloads<Request, Response>,
  request: Request,
  deadline: Deadline,
  use?: (response: Response) => T,
): Promise<Result<T, CallFault>> {
  const [answer] = await exchangeAll(session, [ask(session, operation, request, use)], deadline);
  return answer;
}

/** One message that is still to be sent, and what is read from its answer. */
export interface Asked<T> {
  readonly items: readonly RequestItem[];
  readonly read: (answer: ResponseMessage) => Result<T, CallFault>;
}

/** A message with one operation; `use` is that of `call`. */
export function ask<Request, Response, T = Response>(
  session: KmipSession,
  operation: OperationPayloads<Request, Response>,
  request: Request,
  use?: (response: Response) => T,
): Asked<T> {
  const { items, read } = askBatch(session, operation, [request], use);
  return {
    items,
    read: (answer) => {
      const results = read(answer);
      return results.ok ? (results.value[0] ?? fail(noAnswer(session))) : results;
    },
  };
}

/** The same operation several times in one message; each has its own result. */
export function askBatch<Request, Response, T = Response>(
  session: KmipSession,
  operation: OperationPayloads<Request, Response>,
  requests: readonly Request[],
  use: (response: Response) => T = (response) => response as unknown as T,
): Asked<readonly Result<T, CallFault>[]> {
  return {
    items: requests.map((request, at) => ({
      operation: operation.operation,
      batchId: batchIdOf(at + 1),
      payload: operation.request.write(request, session),
    })),
    read: ({ items }) =>
      ok(
        requests.map((_, at) => {
          const response = readAnswer(session, operation, items[at]);
          return response.ok ? ok(use(response.value)) : response;
        }),
      ),
  };
}

type Answers<A> = { -readonly [K in keyof A]: A[K] extends Asked<infer T> ? Result<T, CallFault> : never };

/**
 * Sends messages that do not wait for one another's answers in one go, each as it would be sent alone; the server
 * answers them in turn.
 */
export async function exchangeAll<const A extends readonly Asked<unknown>[]>(
  session: KmipSession,
  messages: A,
  deadline: Deadline,
): Promise<Answers<A>> {
  const exchanged = await session.connection.exchange(
    encodeAll(messages.map(({ items }) => requestNode(session, items))),
    messages.length,
    deadline,
  );
  const answers = messages.map((asked, at): Result<unknown, CallFault> => {
    if (!exchanged.ok) return fail(lost(exchanged.fault));
    const frame = exchanged.value[at];
    return frame === undefined ? fail(noAnswer(session)) : readFrame(session, asked, frame);
  });
  return answers as Answers<A>;
}

function lost({ fault, wasSent }: ExchangeFault): CallFault {
  return { fault, isAmbiguous: wasSent };
}

const BATCH_ID = Buffer.from('QLKC\0\0\0\0');

/** `QLKC` and the item's number in little-endian, as vCenter numbers its items. */
function batchIdOf(number: number): Uint8Array {
  const id = Buffer.from(BATCH_ID);
  id.writeUInt32LE(number, 4);
  return id;
}

function requestNode({ server, version }: KmipSession, items: readonly RequestItem[]): TtlvNode {
  const header: RequestMessage['header'] = {
    version,
    attestationTypes: [],
    batchCount: items.length,
    ...(server.userName === undefined ? {} : { authentication: { credential: credentialOf(server) } }),
  };
  return requestMessage.write({ header, items }, { version });
}

/** KMIP carries the password as text, so a copy of it that cannot be zeroised exists while the request is built. */
function credentialOf(server: KmipServerConfig): Credential {
  const password = Buffer.from(server.password ?? []).toString('utf8');
  const value = { username: server.userName ?? '', password };
  return {
    type: CredentialType.UsernameAndPassword,
    value: usernameAndPassword.write(value, { version: V1_0 }),
  };
}

function readMessage(
  session: KmipSession,
  asked: readonly RequestItem[],
  frame: Uint8Array,
): Result<ResponseMessage, CallFault> {
  const { server } = session;
  const decoded = decodeTtlv(frame);
  if (!decoded.ok) return fail(ambiguous(protocolFault(server, decoded.fault.message)));
  let message: ResponseMessage;
  try {
    const version = headerVersion(decoded.value);
    if (version.major !== 1) {
      return fail(definite(versionFault(server, `It answers in ${versionText(version)}`)));
    }
    message = responseMessage.read(decoded.value, { version: V1_4, lenient: true });
  } catch (error) {
    if (error instanceof SchemaError) return fail(ambiguous(protocolFault(server, error.message)));
    throw error;
  }
  const refusal = message.items.find((item) => item.operation === undefined);
  if (refusal !== undefined && refusal.status !== ResultStatus.Success) {
    return fail(definite(refusalFault(server, 'Request', refusal)));
  }
  const fits =
    message.items.length <= asked.length &&
    message.items.every((item, at) => item.operation === asked[at]?.operation && sameId(item, asked[at]));
  return fits
    ? ok(message)
    : fail(ambiguous(protocolFault(server, 'the answer is not to the request that was sent')));
}

function sameId(item: ResponseItem, asked: RequestItem | undefined): boolean {
  if (item.batchId === undefined || asked?.batchId === undefined) {
    // Some servers do not repeat the id of a single item.
    return item.batchId === undefined;
  }
  return Buffer.compare(item.batchId, asked.batchId) === 0;
}

/** Reads an answer; its bytes are zeroised afterwards. */
function readFrame<T>(
  session: KmipSession,
  { items, read }: Asked<T>,
  frame: Uint8Array,
): Result<T, CallFault> {
  try {
    const message = readMessage(session, items, frame);
    if (message.ok) return read(message.value);
    // What the server did is not to be told from an answer that cannot be understood.
    if (message.fault.isAmbiguous) session.connection.close();
    return message;
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return fail(ambiguous(protocolFault(session.server, error.message)));
  } finally {
    zeroise(frame);
  }
}

function readAnswer<Request, Response>(
  session: KmipSession,
  operation: OperationPayloads<Request, Response>,
  item: ResponseItem | undefined,
): Result<Response, CallFault> {
  const name = nameOf(Operation, operation.operation);
  if (item === undefined) return fail(definite(protocolFault(session.server, `${name} got no answer`)));
  if (item.status !== ResultStatus.Success) return fail(definite(refusalFault(session.server, name, item)));
  if (item.payload === undefined)
    return fail(ambiguous(protocolFault(session.server, `${name} got an empty answer`)));
  return ok(operation.response.read(item.payload, { version: V1_4, lenient: true }));
}

function refusalFault(server: KmipServerConfig, operation: string, item: ResponseItem): KmipFault {
  const reason = nameOf(ResultReason, item.reason ?? ResultReason.GeneralFailure);
  const said = item.message === undefined ? reason : `${reason}: ${foreignText(item.message, 200)}`;
  const head = `The key management server '${server.name}'`;
  switch (reason) {
    case 'AuthenticationNotSuccessful':
      return {
        kind: 'ClientNotTrusted',
        server: server.name,
        message: `${head} does not accept this client (${said}).`,
      };
    case 'PermissionDenied':
      return {
        kind: 'PermissionDenied',
        server: server.name,
        message: `${head} denies ${operation} (${said}).`,
      };
    case 'ResponseTooLarge':
      return {
        kind: 'ResponseTooLarge',
        server: server.name,
        message: `${head} refuses ${operation} (${said}).`,
      };
    default:
      return {
        kind: 'OperationRefused',
        server: server.name,
        operation,
        reason,
        message: `${head} refuses ${operation} (${said}).`,
      };
  }
}

function protocolFault(server: KmipServerConfig, why: string): KmipFault {
  return {
    kind: 'ProtocolError',
    server: server.name,
    message: `The key management server '${server.name}' has not answered in proper KMIP: ${why}.`,
  };
}

function noAnswer({ server }: KmipSession): CallFault {
  return definite(protocolFault(server, 'its answer is empty'));
}

const definite = (fault: KmipFault): CallFault => ({ fault, isAmbiguous: false });
const ambiguous = (fault: KmipFault): CallFault => ({ fault, isAmbiguous: true });
