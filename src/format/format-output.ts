import type { Clock } from '../base/clock.ts';
import type { Value } from '../values/value.ts';
import type { Decoration } from './decoration.ts';
import { createFormatter, type FormatRequest, PLAIN_REQUEST } from './formatter.ts';
import { createRenderer } from './renderer.ts';

export interface OutputTarget {
  /** Terminal cells of a line. */
  readonly width: number;
  /** Lines of a screen; 24 when not given. */
  readonly height?: number;
  /** Elements of a list that a cell shows ($FormatEnumerationLimit); -1 is all. */
  readonly enumerationLimit?: number;
  /** What becomes of escape sequences; they are left as they are when not given. */
  readonly decoration?: Decoration;
  /** For fitting columns to the objects of the first moments. */
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** One line without its line break; `goesOn` when the next one is of the same text. */
  line(text: string, goesOn?: boolean): void;
}

export interface Output {
  /** The next object, or a record that a Format- cmdlet wrote. */
  take(value: Value): void;
  /** Prints what was held back. */
  end(): void;
}

/**
 * Prints a stream of objects as PowerShell's Out-Default does: by their views, the first object deciding
 * the shape, lines handed over as soon as they are known.
 */
export function formatOutput(target: OutputTarget): Output {
  const renderer = createRenderer({
    width: target.width,
    height: target.height ?? 24,
    clock: target.clock,
    decoration: target.decoration ?? 'keep',
    line: (text, goesOn) => target.line(text, goesOn),
  });
  const request: FormatRequest = {
    ...PLAIN_REQUEST,
    enumerationLimit: target.enumerationLimit ?? PLAIN_REQUEST.enumerationLimit,
  };
  const formatter = createFormatter(request, (content) => renderer.take(content));
  return {
    take: (value) => formatter.take(value),
    end() {
      formatter.end();
      renderer.end();
    },
  };
}
