import { foreignText } from '../base/foreign-text.ts';

const MAX_UNITS = 500;

/** What the other side says of why it stopped, as a sentence to show. On a plain channel anybody may have written it. */
export function refusalText(body: Uint8Array): string {
  const text = foreignText(new TextDecoder().decode(body), MAX_UNITS);
  if (text === '') return 'it gives no reason.';
  return text.endsWith('.') ? text : `${text}.`;
}
