import type { Extent } from '../language/ast.ts';
import type { ScriptPosition } from '../values/error-record.ts';

/** A script's text with its lines, to tell positions. */
export class SourceText {
  readonly text: string;
  /** Path of the script, or null for typed text. */
  readonly file: string | null;
  #lineStarts: number[] | undefined;
  constructor(text: string, file: string | null) {
    this.text = text;
    this.file = file;
  }

  slice(extent: Extent): string {
    return this.text.slice(extent.start, extent.end);
  }

  position(extent: Extent): ScriptPosition {
    const [line, column] = this.lineAndColumn(extent.start);
    const [endLine, endColumn] = this.lineAndColumn(extent.end);
    return {
      file: this.file,
      line,
      column,
      endLine,
      endColumn,
      lineText: this.lineText(line),
      text: this.slice(extent),
    };
  }

  /** Line and column of an offset, both from 1. */
  lineAndColumn(offset: number): [number, number] {
    const starts = this.#lines();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return [low + 1, offset - (starts[low] ?? 0) + 1];
  }

  lineText(line: number): string {
    const starts = this.#lines();
    const start = starts[line - 1] ?? 0;
    const end = starts[line] ?? this.text.length;
    return this.text.slice(start, end).replace(/\r?\n$/, '');
  }

  #lines(): number[] {
    if (this.#lineStarts === undefined) {
      this.#lineStarts = [0];
      for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) {
        this.#lineStarts.push(at + 1);
      }
    }
    return this.#lineStarts;
  }
}
