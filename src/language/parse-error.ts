/** One thing wrong with a text, as PowerShell reports it. */
export interface ParseError {
  /** PowerShell's ErrorId, such as `MissingEndCurlyBrace`. */
  readonly id: string;
  readonly message: string;
  /** UTF-16 offsets; equal when something is missing at that place. */
  readonly start: number;
  readonly end: number;
  /** More text could mend it: a prompt reads on instead of complaining. */
  readonly incomplete: boolean;
}
