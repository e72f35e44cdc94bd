import type { Clock } from '../../base/clock.ts';
import { ok, type Result } from '../../base/result.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import {
  BatchErrorContinuation,
  CancellationResult,
  nameOf,
  Operation,
  ResultReason,
  ResultStatus,
  State,
} from '../enums.ts';
import { type RequestItem, type ResponseItem, responseMessage } from '../messages.ts';
import { cancel } from '../payloads/cancel.ts';
import { poll } from '../payloads/poll.ts';
import { MAX_FRAME_BYTES } from '../ttlv/frame.ts';
import { SchemaError } from '../ttlv/schema.ts';
import { encodeTtlv } from '../ttlv/writer.ts';
import { type ProtocolVersion, versionText } from '../version.ts';
import {
  type AsynchronousResults,
  createAsynchronousResults,
  isAsynchronous,
} from './asynchronous-results.ts';
import { type KeyStore, KeyStoreUnavailable, type KmsObjects } from './key-store.ts';
import { currentState } from './lifecycle.ts';
import { servedOperation } from './operation-table.ts';
import type { OperationContext } from './operations/context.ts';
import type { Refusal } from './refusal.ts';
import { namedUser, type ReadRequest, readRequest } from './request-reading.ts';

/** Answers requests: bytes in, bytes out, everything of one request in one transaction of the key store. */
export interface RequestProcessor {
  /** `owner` is the client's identity. The caller zeroises `frame` and, when it is sent, `response`. */
  process(frame: Uint8Array, owner: string): ProcessedRequest;
  /** Takes back objects whose identifiers never reached the client, as far as nobody has used them yet. */
  takeBack(ids: readonly string[]): void;
}

export interface ProcessedRequest {
  readonly response: Buffer;
  /** Objects that the request made. */
  readonly created: readonly string[];
  /** What was asked and how it ended, for logs and events: never key bytes. */
  readonly outcomes: readonly RequestOutcome[];
}

export interface RequestOutcome {
  readonly operation: string;
  readonly status: string;
  readonly message?: string;
}

export interface ProcessorOptions {
  readonly store: KeyStore;
  readonly clock: Clock;
  /** A rehearsed fault: objects that the server denies having. */
  readonly isLost?: (id: string) => boolean;
  /** Checks the password of a user of a client; without it a credential only names the user. */
  readonly verifyUser?: (owner: string, user: string, password: string) => boolean;
  /** Told of bugs and of a store that fails; the message has no key bytes. */
  readonly onError?: (error: Error) => void;
}

export function createRequestProcessor(options: ProcessorOptions): RequestProcessor {
  const results = createAsynchronousResults();
  return {
    process(frame, owner) {
      const request = readRequest(frame);
      if (!request.ok) return refuseAll(request.fault.version, request.fault, options.clock);
      const { header } = request.value;
      const context = createContext(request.value, owner, options);
      try {
        const authenticated = authenticate(request.value, owner, context, options);
        if (!authenticated.ok) return refuseAll(header.version, authenticated.fault, options.clock);
        const work = (objects: KmsObjects) => answer(request.value, { ...context, objects }, results);
        const only = (operations: ReadonlySet<number>): boolean =>
          request.value.items.every(({ operation }) => operations.has(operation));
        if (only(READING)) return options.store.read(work);
        return options.store.transact(work, { mayWait: only(REPEATABLE) });
      } catch (error) {
        if (error instanceof Unsendable) return error.instead;
        if (error instanceof SchemaError) {
          const refusal = { reason: ResultReason.InvalidMessage, message: error.message };
          return refuseAll(header.version, refusal, options.clock);
        }
        options.onError?.(error instanceof Error ? error : new Error(String(error)));
        const message =
          error instanceof KeyStoreUnavailable
            ? 'The key store cannot be used now. Ask the administrator of the key management server.'
            : 'The server has failed at this request. Its administrator finds more in its log.';
        return refuseAll(header.version, { reason: ResultReason.GeneralFailure, message }, options.clock);
      } finally {
        for (const secret of context.secrets) zeroise(secret);
      }
    },
    takeBack(ids) {
      try {
        options.store.transact((objects) => {
          for (const id of ids) takeBack(objects, id, toSeconds(options.clock));
        });
      } catch (error) {
        options.onError?.(error instanceof Error ? error : new Error(String(error)));
      }
    },
  };
}

/** What changes no object. */
const READING: ReadonlySet<number> = new Set([
  Operation.DiscoverVersions,
  Operation.Query,
  Operation.GetAttributes,
  Operation.GetAttributeList,
]);

/**
 * What a power failure may take back, although it was answered: a key that was made and never given out protects
 * nothing, its tags go with it, and a client activates a Pre-Active key once more. The Get that gives a key out is
 * durable, and all before it.
 */
const REPEATABLE: ReadonlySet<number> = new Set([
  Operation.Create,
  Operation.AddAttribute,
  Operation.Activate,
]);

type ContextWithoutObjects = Omit<OperationContext, 'objects'> & { user: string | undefined };

function createContext(
  request: ReadRequest,
  owner: string,
  options: ProcessorOptions,
): ContextWithoutObjects {
  return {
    owner,
    user: undefined,
    version: request.header.version,
    nowMs: options.clock.nowMs(),
    nowSeconds: toSeconds(options.clock),
    placeholder: undefined,
    secrets: [],
    created: [],
    isLost: options.isLost ?? (() => false),
  };
}

function toSeconds(clock: Clock): bigint {
  return BigInt(Math.floor(clock.nowMs() / 1000));
}

/** Puts the user that the request's credential names into the context. */
function authenticate(
  { header }: ReadRequest,
  owner: string,
  context: ContextWithoutObjects,
  options: ProcessorOptions,
): Result<void, Refusal> {
  if (header.authentication === undefined) return ok(undefined);
  const named = namedUser(header.authentication.credential, header.version);
  if (!named.ok) return named;
  const { user, password } = named.value;
  if (options.verifyUser?.(owner, user, password) === false) {
    const message = 'The user name or the password of the credential is wrong.';
    return { ok: false, fault: { reason: ResultReason.AuthenticationNotSuccessful, message } };
  }
  context.user = user;
  return ok(undefined);
}

/** Ends the transaction without its changes, with an answer all the same. */
class Unsendable extends Error {
  readonly instead: ProcessedRequest;
  constructor(instead: ProcessedRequest) {
    super('the request is undone');
    this.instead = instead;
  }
}

function answer(
  request: ReadRequest,
  context: OperationContext,
  results: AsynchronousResults,
): ProcessedRequest {
  const { header, items } = request;
  const answers: ResponseItem[] = [];
  for (const item of items) {
    const one = answerItem(item, header.asynchronous === true && items.length === 1, context, results);
    answers.push(one);
    if (
      one.status !== ResultStatus.OperationFailed ||
      header.errorContinuation === BatchErrorContinuation.Continue
    )
      continue;
    if (header.errorContinuation === BatchErrorContinuation.Undo) {
      throw new Unsendable(
        encode(
          answers.map((done) => (done === one ? one : undone(done))),
          context,
          [],
        ),
      );
    }
    break;
  }
  const processed = encode(answers, context, context.created);
  // Without a limit of the client's, ours: no client of ours would take a longer message.
  const limitBytes = Math.min(header.maximumResponseSize ?? MAX_FRAME_BYTES, MAX_FRAME_BYTES);
  if (processed.response.length > limitBytes) {
    zeroise(processed.response);
    throw new Unsendable(tooLarge(items, processed.response.length, limitBytes, context));
  }
  return processed;
}

function answerItem(
  item: RequestItem,
  mayBeAsynchronous: boolean,
  context: OperationContext,
  results: AsynchronousResults,
): ResponseItem {
  if (item.extension?.critical === true) {
    return refused(item, 'FeatureNotSupported', 'The critical message extension is not known here.');
  }
  try {
    return dispatch(item, mayBeAsynchronous, context, results);
  } catch (error) {
    if (error instanceof SchemaError) return refused(item, 'InvalidMessage', error.message);
    throw error;
  }
}

function dispatch(
  item: RequestItem,
  mayBeAsynchronous: boolean,
  context: OperationContext,
  results: AsynchronousResults,
): ResponseItem {
  if (item.operation === Operation.Poll) return answerPoll(item, context, results);
  if (item.operation === Operation.Cancel) return answerCancel(item, context, results);
  if (mayBeAsynchronous && isAsynchronous(item.operation)) {
    const pending =
      item.operation === Operation.Locate
        ? ({ kind: 'waiting', item } as const)
        : ({ kind: 'done', item, answer: runItem(item, context) } as const);
    const correlationValue = results.add(context.owner, pending);
    return { ...echo(item), status: ResultStatus.OperationPending, correlationValue };
  }
  return runItem(item, context);
}

function runItem(item: RequestItem, context: OperationContext): ResponseItem {
  const operation = servedOperation(item.operation, context.version);
  if (operation === undefined) {
    const name = nameOf(Operation, item.operation);
    return refused(
      item,
      'OperationNotSupported',
      `${name} is not done here in KMIP ${versionText(context.version)}.`,
    );
  }
  const done = operation.run(item.payload, context);
  return done.ok
    ? { ...echo(item), status: ResultStatus.Success, payload: done.value }
    : { ...echo(item), status: ResultStatus.OperationFailed, ...done.fault };
}

function answerPoll(
  item: RequestItem,
  context: OperationContext,
  results: AsynchronousResults,
): ResponseItem {
  const { correlationValue } = poll.request.read(item.payload, context);
  const pending = results.take(context.owner, correlationValue);
  if (pending === undefined)
    return refused(item, 'ItemNotFound', 'No operation is pending under this value.');
  const done = pending.kind === 'done' ? pending.answer : runItem(pending.item, context);
  return { ...done, batchId: item.batchId };
}

function answerCancel(
  item: RequestItem,
  context: OperationContext,
  results: AsynchronousResults,
): ResponseItem {
  const { correlationValue } = cancel.request.read(item.payload, context);
  const pending = results.take(context.owner, correlationValue);
  const result =
    pending === undefined
      ? CancellationResult.Unavailable
      : pending.kind === 'done'
        ? CancellationResult.Completed
        : CancellationResult.Canceled;
  const payload = cancel.response.write({ correlationValue, result }, context);
  return { ...echo(item), status: ResultStatus.Success, payload };
}

function echo(item: RequestItem): Pick<ResponseItem, 'operation' | 'batchId'> {
  return { operation: item.operation, batchId: item.batchId };
}

function refused(item: RequestItem, reason: keyof typeof ResultReason, message: string): ResponseItem {
  return { ...echo(item), status: ResultStatus.OperationFailed, reason: ResultReason[reason], message };
}

function undone(done: ResponseItem): ResponseItem {
  return { operation: done.operation, batchId: done.batchId, status: ResultStatus.OperationUndone };
}

function tooLarge(
  items: readonly RequestItem[],
  lengthBytes: number,
  limitBytes: number,
  context: OperationContext,
): ProcessedRequest {
  const message = `The response has ${lengthBytes} bytes; at most ${limitBytes} may be sent. Nothing was done. Ask for fewer items.`;
  const [first] = items;
  const about = items.length === 1 && first !== undefined ? echo(first) : {};
  const answers = [
    { ...about, status: ResultStatus.OperationFailed, reason: ResultReason.ResponseTooLarge, message },
  ];
  return encode(answers, context, []);
}

function refuseAll(version: ProtocolVersion, refusal: Refusal, clock: Clock): ProcessedRequest {
  const answers = [{ status: ResultStatus.OperationFailed, ...pick(refusal) }];
  return encode(answers, { version, nowSeconds: toSeconds(clock) }, []);
}

function pick({ reason, message }: Refusal): Refusal {
  return { reason, message };
}

function encode(
  items: readonly ResponseItem[],
  { version, nowSeconds }: Pick<OperationContext, 'version' | 'nowSeconds'>,
  created: readonly string[],
): ProcessedRequest {
  const header = { version, timeStamp: nowSeconds, batchCount: items.length };
  return {
    response: encodeTtlv(responseMessage.write({ header, items }, { version })),
    created,
    outcomes: items.map((item) => ({
      operation: item.operation === undefined ? 'Request' : nameOf(Operation, item.operation),
      status:
        item.reason === undefined ? nameOf(ResultStatus, item.status) : nameOf(ResultReason, item.reason),
      ...(item.message === undefined ? {} : { message: item.message }),
    })),
  };
}

function takeBack(objects: KmsObjects, id: string, nowSeconds: bigint): void {
  const object = objects.get(id);
  if (object === undefined || object.served > 0 || currentState(object, nowSeconds) !== State.PreActive)
    return;
  objects.delete(id);
}
