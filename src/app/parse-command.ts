import { toJson } from '../language/json.ts';
import { parse } from '../language/parse.ts';
import { parseErrorText } from '../language/parse-error-text.ts';
import { positionOf } from '../language/position.ts';
import { decodeScript } from '../language/script-text.ts';
import { hostFiles } from './host-files.ts';
import { writeFully } from './plain-host.ts';

/**
 * `vseal parse FILE…`: the errors of each file as JSON on standard output, as text on standard error; with --ast and
 * --tokens those too. Exit code 1 when there are any errors, 2 when a file cannot be read.
 */
export function parseFiles(
  files: readonly string[],
  options: { readonly ast?: boolean; readonly tokens?: boolean },
): number {
  const report: unknown[] = [];
  let failed = false;
  for (const file of files) {
    const content = hostFiles.read(file);
    if (!content.ok) {
      writeFully(2, `vseal: ${file} cannot be read (${content.fault.kind}).\n`);
      return 2;
    }
    const text = decodeScript(content.value);
    const { ast, tokens, errors } = parse(text);
    failed ||= errors.length > 0;
    for (const error of errors) writeFully(2, `${parseErrorText(text, error, file)}\n`);
    report.push({
      file,
      errors: errors.map(({ id, message, start, end, incomplete }) => ({
        id,
        message,
        start,
        end,
        ...positionOf(text, start),
        incomplete,
      })),
      ...(options.ast === true && { ast: toJson(ast) }),
      ...(options.tokens === true && { tokens }),
    });
  }
  writeFully(1, `${JSON.stringify(report, null, 2)}\n`);
  return failed ? 1 : 0;
}
