import type { Extent } from '../language/ast.ts';
import { type ErrorRecord, InvocationInfo, TerminatingError } from '../values/error-record.ts';
import { toText } from '../values/to-text.ts';
import { collectRecord, type Frame } from './frame.ts';

/** Gives a record the place of the statement in which it arose, unless a command gave it its own. */
export function stampPosition(frame: Frame, record: ErrorRecord, extent: Extent): void {
  record.invocation ??= new InvocationInfo(
    '',
    () => null,
    () => frame.source.position(extent),
  );
  if (record.scriptStackTrace === '') record.scriptStackTrace = stackTrace(frame, extent);
}

function stackTrace(frame: Frame, extent: Extent): string {
  const lines: string[] = [];
  let line = frame.source.lineAndColumn(extent.start)[0];
  for (let at: Frame | null = frame; at !== null && lines.length < 100; at = at.caller) {
    lines.push(`at ${at.name}, ${at.source.file ?? '<No file>'}: line ${line}`);
    line = at.callLine;
  }
  return lines.join('\n');
}

/**
 * An error that ended a statement: inside a `try` it goes up; else `$ErrorActionPreference` decides
 * whether it is reported and the script goes on, or ends the script.
 */
export function handleStatementError(frame: Frame, error: TerminatingError, extent: Extent): void {
  const { record } = error;
  const { runspace } = frame;
  frame.activate();
  stampPosition(frame, record, extent);
  runspace.success = false;
  if (error.command !== undefined || error.stopped !== undefined) throw error;
  const action = toText(frame.scope.find('erroractionpreference')?.value ?? 'Continue').toLowerCase();
  if (action === 'silentlycontinue' || action === 'ignore') {
    if (runspace.tryDepth > 0) throw error;
    runspace.recordError(record);
    return;
  }
  if (runspace.tryDepth > 0 || error.leavesScript) throw error;
  if (action === 'stop') throw new TerminatingError(record, true);
  reportError(frame, record);
}

/** Shows an error that nothing caught, and keeps it for `$Error` and -ErrorVariable. */
export function reportError(frame: Frame, record: ErrorRecord): void {
  frame.runspace.recordError(record);
  collectRecord(frame, 'error', record);
  frame.streams.error(record);
}
