import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { fileError } from '../files/location.ts';

/** -Path of a cmdlet that writes a report: the page, with the same report as data beside it. */
export const reportPathParameter = {
  type: 'string',
  position: 0,
  mandatory: true,
  validate: (value: unknown) =>
    typeof value === 'string' && /\.html?$/i.test(value) ? undefined : 'The path ends in .html.',
  help: 'The page; ends in .html.',
} as const;

export interface ReportTexts {
  readonly html: string;
  readonly csv: string;
  readonly json: string;
}

/** Writes the page and, under its name, the CSV and the JSON; `make` gets the sentence that says when. */
export function writeReport(
  invocation: Invocation,
  path: string,
  what: string,
  make: (madeAt: string) => ReportTexts,
): void {
  const page = invocation.session.resolvePath(path.replaceAll('\\', '/'));
  if (!invocation.shouldProcess(page, `Write ${what}`)) return;
  const base = page.replace(/\.html?$/i, '');
  const { html, csv, json } = make(`Made ${new Date(invocation.host.nowMs()).toISOString()}.`);
  for (const [file, text] of [
    [page, html],
    [`${base}.csv`, csv],
    [`${base}.json`, json],
  ] as const) {
    const written = invocation.host.files.write(file, Buffer.from(text), 'replace');
    if (written.ok) invocation.write(file);
    else invocation.writeError(fileError(written.fault));
  }
}
