import { type Pending, startWorker, type WorkerHandle } from '../worker/worker.ts';
import { type ConversionControl, readProgress, requestCancel } from './conversion-control.ts';

export interface DataProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** Work on a disk's data that runs in worker threads. */
export interface PendingData<T> extends Pending<T> {
  readonly progress: DataProgress;
}

/** What the worker offers. `assist` joins the conversion that `convert` leads. */
export type DataMethod = 'convert' | 'convert-in-place' | 'image' | 'measure' | 'merge' | 'pieces';

/**
 * Hands a job to the leading data thread, and to the assisting one when `isAssisted`. Jobs run in turn. Progress and
 * cancellation go through the job's shared memory, so they need no message.
 */
export function runInDataThreads<T>(
  method: DataMethod,
  job: { readonly control: ConversionControl },
  isAssisted: boolean,
): PendingData<T> {
  startDataThreads(isAssisted);
  const leading = startLead().call<T>(method, job);
  const assisting = isAssisted ? assistant?.call('assist', job) : undefined;
  // A dead assistant would be waited for by the lead for ever: polling it throws what it died of.
  const poll = () => {
    assisting?.poll();
    return leading.poll();
  };
  return {
    poll: () => orForgetThreads(poll),
    wait: (onSlice) =>
      orForgetThreads(() =>
        leading.wait(() => {
          poll();
          onSlice?.();
        }),
      ),
    cancel: () => requestCancel(job.control),
    get progress() {
      return readProgress(job.control);
    },
  };
}

/** Does a job at once, on the caller's own thread. */
export function runHere<T, Job extends { readonly control: ConversionControl }>(
  job: Job,
  work: (job: Job) => T,
): PendingData<T> {
  const value = work(job);
  return {
    poll: () => ({ value }),
    wait: () => value,
    cancel: () => undefined,
    get progress() {
      return readProgress(job.control);
    },
  };
}

/** The two data threads, started at first use and kept. */
let lead: WorkerHandle | undefined;
let assistant: WorkerHandle | undefined;

/** For a caller that has something else to wait for first: the threads load meanwhile. */
export function startDataThreads(isAssisted: boolean): void {
  startLead();
  if (isAssisted) assistant ??= startWorker('disk-conversion');
}

function startLead(): WorkerHandle {
  lead ??= startWorker('disk-conversion');
  return lead;
}

/** A thread that has failed is of no further use: the next job starts new ones. */
function orForgetThreads<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    lead?.terminate();
    assistant?.terminate();
    lead = undefined;
    assistant = undefined;
    throw error;
  }
}
