const MAX_UNITS = 500;

/**
 * What the other side says of why it stopped, as a sentence to show. On a plain channel anybody may have written it: it
 * is cut to a length, and control characters do not reach a terminal.
 */
export function refusalText(body: Uint8Array): string {
  const text = new TextDecoder()
    .decode(body)
    .slice(0, MAX_UNITS)
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .trim();
  if (text === '') return 'it gives no reason.';
  return text.endsWith('.') ? text : `${text}.`;
}
