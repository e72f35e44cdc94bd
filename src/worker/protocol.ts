import type { MessagePort } from 'node:worker_threads';

/** What a caller's thread and a worker send each other. Values must survive structured cloning. */
export interface CallMessage {
  readonly type: 'call';
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

export interface CancelMessage {
  readonly type: 'cancel';
  readonly id: number;
}

export type ReplyMessage =
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly message: string; readonly stack: string }
  | { readonly type: 'progress'; readonly id: number; readonly value: unknown }
  | { readonly type: 'died'; readonly stack: string }
  | { readonly type: 'notice'; readonly name: string; readonly value: unknown };

export interface WorkerStart {
  readonly port: MessagePort;
  /** One Int32: counts the messages the worker has posted; the caller waits on it. */
  readonly posted: Int32Array;
  readonly faultPoint: string | undefined;
  readonly options: unknown;
}
