/** What another party says of itself, to be shown: cut to a length, without what moves a cursor or ends a line. */
export function foreignText(text: string, maxUnits: number): string {
  return text
    .slice(0, maxUnits)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .trim();
}
