import type { Clock } from '../../base/clock.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import {
  BatchErrorContinuation,
  CancellationResult,
  nameOf,
  Operation,
  ResultReason,
  ResultStatus,
} from '../enums.ts';
import { type RequestItem, type ResponseItem, responseMessage } from '../messages.ts';
import { cancel } from '../payloads/cancel.ts';
import { poll } from '../payloads/poll.ts';
import { MAX_FRAME_BYTES } from '../ttlv/frame.ts';
import { SchemaError } from '../ttlv/schema.ts';
import { encodeTtlv } from '../ttlv/writer.ts';
import { type ProtocolVersion, versionText } from '../version.ts';
import { type AsynchronousResults, isAsynchronous } from './asynchronous-results.ts';
import { servedOperation } from './operation-table.ts';
import type { OperationContext } from './operations/context.ts';
import type { Refusal } from './refusal.ts';
import type { ReadRequest } from './request-reading.ts';

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

/** Undoes the request, with an answer all the same. */
export class Unsendable extends Error {
  readonly instead: ProcessedRequest;
  constructor(instead: ProcessedRequest) {
    super('the request is undone');
    this.instead = instead;
  }
}

/** Answers the items of one request in order. Throws `Unsendable` for a request that is undone. */
export function answer(
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

export function refuseAll(version: ProtocolVersion, refusal: Refusal, clock: Clock): ProcessedRequest {
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

export function toSeconds(clock: Clock): bigint {
  return BigInt(Math.floor(clock.nowMs() / 1000));
}
