import { SecureString } from '../../src/values/credential.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';

/** A password as PowerCLI's account cmdlets take it, in clear text, or better as a SecureString. */
export function passwordText(value: Value): string {
  return value instanceof SecureString ? value.reveal((text) => text) : toText(value);
}
