import type { ErrorRecord, ScriptPosition } from '../values/error-record.ts';

/**
 * An error as it is shown, after PowerShell's ConciseView: who reported it and the sentence, for a script
 * also the line with the place underlined, then the rule and the way out where the error has them.
 */
export function errorText(record: ErrorRecord): string {
  const lines = isPlaced(record.invocation?.position)
    ? placedLines(record, record.invocation.position)
    : plainLines(record);
  if (record.why !== null) lines.push(...labelled('Why', record.why));
  if (record.advice !== null) lines.push(...labelled('Try', record.advice));
  return lines.join('\n');
}

function isPlaced(position: ScriptPosition | null | undefined): position is ScriptPosition {
  return (
    position !== null &&
    position !== undefined &&
    (position.file !== null || position.lineText.includes('\n'))
  );
}

function plainLines(record: ErrorRecord): string[] {
  return `${reporter(record)}: ${record.message}`.split(/\r\n|\n/);
}

/** The command that reported it; of the language's own errors the category, or what was thrown. */
function reporter(record: ErrorRecord): string {
  const name = record.invocation?.commandName ?? '';
  if (name !== '') return name;
  const activity = record.categoryWords.activity ?? '';
  if (activity !== '') return activity;
  if (record.category.name === 'OperationStopped') return 'Exception';
  return record.category.name === 'NotSpecified' ? record.exception.exceptionType.name : record.category.name;
}

function placedLines(record: ErrorRecord, position: ScriptPosition): string[] {
  const number = String(position.line);
  const margin = ' '.repeat(Math.max(4, number.length));
  const source = position.lineText.replace(/\t/g, ' ');
  const from = Math.max(0, position.column - 1);
  const isOneLine = position.endLine === position.line;
  const length = Math.max(1, (isOneLine ? position.endColumn : source.length + 1) - position.column);
  const message = record.message.split(/\r\n|\n/);
  return [
    `${reporter(record)}: ${position.file ?? ''}:${number}:${position.column}`,
    `Line |`,
    `${number.padStart(margin.length)} | ${source}`,
    `${margin} | ${' '.repeat(from)}${'~'.repeat(length)}`,
    ...message.map((line) => `${margin} | ${line}`),
  ];
}

function labelled(label: string, text: string): string[] {
  return text
    .split(/\r\n|\n/)
    .map((line, index) => `  ${index === 0 ? `${label}:` : ' '.repeat(label.length + 1)} ${line}`);
}
