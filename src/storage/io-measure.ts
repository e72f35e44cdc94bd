import type { Result } from '../base/result.ts';
import { generateSecretKey } from '../crypto/secret-key.ts';
import { createControl } from './conversion-control.ts';
import { type PendingData, runInDataThreads } from './data-threads.ts';
import { IO_LOADS, type IoMeasured, type IoMeasureJob } from './io-measure-run.ts';
import type { StorageFault } from './storage-fault.ts';

export type { IoMeasured } from './io-measure-run.ts';

/** Measures the same I/O on a plain and an encrypted disk in `folder`, in a worker thread. */
export function startIoMeasure(
  request: Omit<IoMeasureJob, 'kek' | 'control'>,
): PendingData<Result<readonly IoMeasured[], StorageFault>> {
  const kek = { id: { providerId: 'measure', keyId: 'measure' }, key: generateSecretKey(32) };
  const control = createControl(IO_LOADS.length * request.milliseconds);
  const job: IoMeasureJob = { ...request, kek, control };
  return runInDataThreads('measure', job, false);
}
