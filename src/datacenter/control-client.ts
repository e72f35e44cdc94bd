import { connect, type Socket } from 'node:net';
import { fail, type Result } from '../base/result.ts';
import type { ControlRequest } from './disks/disk-holder.ts';

/** Why a holder gave no answer. */
export interface NoAnswer {
  readonly noAnswer: string;
}

export interface ControlClient {
  /** Sends one request over the connection to a holder, which is made at first use, and waits for its answer. */
  ask(call: AskCall): Promise<Result<unknown, unknown>>;
}

export interface AskCall {
  readonly socket: string;
  readonly request: ControlRequest;
}

/** A holder that flushes a large cache may take its time. */
const ANSWER_GUARD_MS = 60_000;

/** The worker's side of a request to whoever holds a VM. The connection ends with the worker. */
export function createControlClient(): ControlClient {
  let connection: Socket | undefined;
  return {
    ask: ({ socket: path, request }) =>
      new Promise((resolve) => {
        const socket = connection ?? connect(path);
        connection = socket;
        let text = '';
        const settle = (result: Result<unknown, unknown>): void => {
          clearTimeout(timer);
          socket.removeAllListeners();
          socket.on('error', () => undefined);
          resolve(result);
        };
        const give = (reason: string): void => settle(fail({ noAnswer: reason } satisfies NoAnswer));
        const timer = setTimeout(() => give('it did not answer in time'), ANSWER_GUARD_MS);
        socket.setEncoding('utf8');
        socket.on('error', (error) => give(error.message));
        socket.on('close', () => give('it closed the connection'));
        socket.on('data', (chunk: string) => {
          text += chunk;
          if (text.endsWith('\n')) settle(JSON.parse(text) as Result<unknown, unknown>);
        });
        // A connection that broke between two requests has nobody left to tell of it.
        socket.write(`${JSON.stringify(request)}\n`, (error) => {
          if (error) give(error.message);
        });
      }),
  };
}
