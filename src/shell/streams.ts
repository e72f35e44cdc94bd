import type { ProgressRecord } from '../cmdlet/host.ts';
import type { ErrorRecord } from '../values/error-record.ts';
import type { Value } from '../values/value.ts';

/** Where what is not output goes. A redirection replaces single ones. */
export interface Streams {
  error(record: ErrorRecord): void;
  warning(text: string): void;
  verbose(text: string): void;
  debug(text: string): void;
  /** A record of the information stream; `value` is what was written. */
  information(value: Value, tags: readonly string[]): void;
  progress(record: ProgressRecord): void;
}
