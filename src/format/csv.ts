/**
 * Comma-separated values as RFC 4180 and PowerShell have them: a quote inside a quoted field is doubled,
 * a quoted field may hold delimiters and line breaks, blanks before an unquoted field are dropped.
 */
export interface CsvField {
  readonly text: string;
  readonly quoted: boolean;
}

export interface CsvReader {
  /** Takes the next piece of text; `end` says that nothing follows it. Returns the records it completed. */
  read(text: string, end: boolean): CsvField[][];
}

/** The most characters a single record may take before it is refused as an unclosed quote. */
export const MAX_RECORD_CHARACTERS = 64 * 1024 * 1024;

/** Reads records from text that arrives in pieces (a piece may end anywhere). */
export function createCsvReader(delimiter: string): CsvReader {
  let pending = '';
  return {
    read(text, end) {
      pending += text;
      const records: CsvField[][] = [];
      let position = 0;
      while (position < pending.length) {
        const record = readRecord(pending, position, delimiter, end);
        if (record === undefined) break;
        records.push(record.fields);
        position = record.next;
      }
      pending = pending.slice(position);
      if (pending.length > MAX_RECORD_CHARACTERS) throw new RangeError('A CSV record is longer than 64 MiB.');
      return records;
    },
  };
}

/** The record at `start`; undefined when the text ends before the record does and more may follow. */
function readRecord(
  text: string,
  start: number,
  delimiter: string,
  end: boolean,
): { fields: CsvField[]; next: number } | undefined {
  const fields: CsvField[] = [];
  let position = start;
  for (;;) {
    const field = readField(text, position, delimiter);
    fields.push(field);
    position = field.next;
    const character = text[position];
    if (character === undefined) return end ? { fields, next: position } : undefined;
    if (character === delimiter) {
      position++;
      continue;
    }
    // A carriage return at the very end may be the first half of a line break that is still to come.
    if (character === '\r' && position + 1 === text.length && !end) return undefined;
    return { fields, next: position + (character === '\r' && text[position + 1] === '\n' ? 2 : 1) };
  }
}

function readField(text: string, start: number, delimiter: string): CsvField & { next: number } {
  let position = start;
  while ((text[position] === ' ' || text[position] === '\t') && text[position] !== delimiter) position++;
  if (text[position] === '"' && delimiter !== '"') return readQuoted(text, position + 1, delimiter);
  const from = position;
  while (position < text.length && !endsField(text[position], delimiter)) position++;
  return { text: text.slice(from, position), quoted: false, next: position };
}

function readQuoted(text: string, start: number, delimiter: string): CsvField & { next: number } {
  let value = '';
  let position = start;
  for (;;) {
    const quote = text.indexOf('"', position);
    if (quote < 0) return { text: value + text.slice(position), quoted: true, next: text.length };
    value += text.slice(position, quote);
    position = quote + 1;
    if (text[position] !== '"') break;
    value += '"';
    position++;
  }
  // What stands between the closing quote and the delimiter belongs to the value, as it is.
  const from = position;
  while (position < text.length && !endsField(text[position], delimiter)) position++;
  return { text: value + text.slice(from, position).trimEnd(), quoted: true, next: position };
}

function endsField(character: string | undefined, delimiter: string): boolean {
  return character === delimiter || character === '\n' || character === '\r';
}

/** Which fields are written in quotes. */
export type CsvQuoting = 'Always' | 'AsNeeded' | 'Never';

export function csvField(text: string, quoting: CsvQuoting, delimiter: string): string {
  if (quoting === 'Never') return text;
  if (quoting === 'AsNeeded' && !needsQuotes(text, delimiter)) return text;
  return `"${text.replaceAll('"', '""')}"`;
}

function needsQuotes(text: string, delimiter: string): boolean {
  return text.includes(delimiter) || /["\r\n]/.test(text);
}
