import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import { Operation, ResultReason, State } from '../enums.ts';
import { SchemaError } from '../ttlv/schema.ts';
import { type AsynchronousResults, createAsynchronousResults } from './asynchronous-results.ts';
import { answer, type ProcessedRequest, refuseAll, toSeconds, Unsendable } from './batch.ts';
import { type KeyStore, KeyStoreUnavailable, type KmsObjects } from './key-store.ts';
import { currentState } from './lifecycle.ts';
import type { OperationContext } from './operations/context.ts';
import type { Refusal } from './refusal.ts';
import { namedUser, type ReadRequest, readRequest } from './request-reading.ts';

/** Answers requests: bytes in, bytes out, all that have come together in one transaction of the key store. */
export interface RequestProcessor {
  /**
   * Answers each request by itself and in order; one that is undone leaves the others as they are. `owner` is the
   * client's identity. The caller zeroises `frames` and, when they are sent, the responses.
   */
  process(frames: readonly Uint8Array[], owner: string): ProcessedRequest[];
  /** Takes back objects whose identifiers never reached the client, as far as nobody has used them yet. */
  takeBack(ids: readonly string[]): void;
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
    process(frames, owner) {
      const opened = frames.map((frame) => openRequest(frame, owner, options));
      const asked = opened.flatMap((request) => (request.ok ? [request.value] : []));
      const answers = asked.length === 0 ? [] : answerAll(asked, results, options);
      return opened.map((request) => {
        if (!request.ok) return request.fault;
        const answer = answers.shift();
        assert(answer !== undefined, 'every request has its answer');
        return answer;
      });
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
const READING_OR_REPEATABLE = new Set([...READING, ...REPEATABLE]);

interface OpenedRequest extends ReadRequest {
  readonly owner: string;
  /** Whom the request's credential names. */
  readonly user: string | undefined;
}

/** Reads the request and checks who asks; a refusal is an answer. */
function openRequest(
  frame: Uint8Array,
  owner: string,
  options: ProcessorOptions,
): Result<OpenedRequest, ProcessedRequest> {
  const request = readRequest(frame);
  if (!request.ok) return fail(refuseAll(request.fault.version, request.fault, options.clock));
  const { version } = request.value.header;
  try {
    const user = authenticate(request.value, owner, options);
    return user.ok
      ? ok({ ...request.value, owner, user: user.value })
      : fail(refuseAll(version, user.fault, options.clock));
  } catch (error) {
    return fail(refuseAll(version, refusalOf(error, options), options.clock));
  }
}

/** One transaction for all; when the key store fails, all are refused. */
function answerAll(
  asked: readonly OpenedRequest[],
  results: AsynchronousResults,
  options: ProcessorOptions,
): ProcessedRequest[] {
  let answers: ProcessedRequest[] = [];
  const discard = (): void => {
    for (const { response } of answers) zeroise(response);
    answers = [];
  };
  const work = (objects: KmsObjects): ProcessedRequest[] => {
    // The store may run it again.
    discard();
    const nowMs = options.clock.nowMs();
    for (const request of asked) answers.push(answerRequest(request, { objects, nowMs }, results, options));
    return answers;
  };
  const only = (operations: ReadonlySet<number>): boolean =>
    asked.every(({ items }) => items.every(({ operation }) => operations.has(operation)));
  try {
    if (only(READING)) return options.store.read(work);
    return options.store.transact(work, { mayWait: only(READING_OR_REPEATABLE) });
  } catch (error) {
    discard();
    const refusal = refusalOf(error, options);
    return asked.map(({ header }) => refuseAll(header.version, refusal, options.clock));
  }
}

/** What the requests of one turn share. */
type Turn = Pick<OperationContext, 'objects' | 'nowMs'>;

function answerRequest(
  request: OpenedRequest,
  turn: Turn,
  results: AsynchronousResults,
  options: ProcessorOptions,
): ProcessedRequest {
  const context = createContext(request, turn, options);
  try {
    return turn.objects.attempt(() => answer(request, context, results));
  } catch (error) {
    if (error instanceof Unsendable) return error.instead;
    return refuseAll(context.version, refusalOf(error, options), options.clock);
  } finally {
    for (const secret of context.secrets) zeroise(secret);
  }
}

/** What the client is told of an error that undid its whole request. */
function refusalOf(error: unknown, options: ProcessorOptions): Refusal {
  if (error instanceof SchemaError) return { reason: ResultReason.InvalidMessage, message: error.message };
  options.onError?.(error instanceof Error ? error : new Error(String(error)));
  const message =
    error instanceof KeyStoreUnavailable
      ? 'The key store cannot be used now. Ask the administrator of the key management server.'
      : 'The server has failed at this request. Its administrator finds more in its log.';
  return { reason: ResultReason.GeneralFailure, message };
}

function createContext(
  { header, owner, user }: OpenedRequest,
  { objects, nowMs }: Turn,
  options: ProcessorOptions,
): OperationContext {
  return {
    objects,
    owner,
    user,
    version: header.version,
    nowMs,
    nowSeconds: BigInt(Math.floor(nowMs / 1000)),
    placeholder: undefined,
    secrets: [],
    created: [],
    isLost: options.isLost ?? (() => false),
  };
}

/** The user that the request's credential names, if it has one. */
function authenticate(
  { header }: ReadRequest,
  owner: string,
  options: ProcessorOptions,
): Result<string | undefined, Refusal> {
  if (header.authentication === undefined) return ok(undefined);
  const named = namedUser(header.authentication.credential, header.version);
  if (!named.ok) return named;
  const { user, password } = named.value;
  if (options.verifyUser?.(owner, user, password) === false) {
    const message = 'The user name or the password of the credential is wrong.';
    return fail({ reason: ResultReason.AuthenticationNotSuccessful, message });
  }
  return ok(user);
}

function takeBack(objects: KmsObjects, id: string, nowSeconds: bigint): void {
  const object = objects.get(id);
  if (object === undefined || object.served > 0 || currentState(object, nowSeconds) !== State.PreActive)
    return;
  objects.delete(id);
}
