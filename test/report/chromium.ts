import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface View {
  readonly width: number;
  readonly dark: boolean;
}

/** Opens a page as it is in headless Chromium; gives what it wrote to its console. */
export function consoleOf(page: string, view: View): string[] {
  return run(page, view)
    .stderr.split('\n')
    .filter((line) => line.includes(':CONSOLE'));
}

/**
 * Opens a copy of a page with a probe in it, run once the page is laid out, and gives what the probe found. The page
 * forbids scripts; the copy has the probe in place of that policy.
 */
export function probe(page: string, view: View, script: string): unknown {
  const element = `<script>addEventListener('load',()=>{document.title=JSON.stringify((${script})())})</script>`;
  const { stdout } = run(page.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, element), view);
  const title = /<title>(.*?)<\/title>/s.exec(stdout)?.[1] ?? 'null';
  return JSON.parse(title.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
}

function run(page: string, { width, dark }: View): { stdout: string; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'vseal-page-'));
  try {
    const file = join(folder, 'page.html');
    writeFileSync(file, page);
    const { stdout, stderr, error } = spawnSync(
      'chromium',
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--host-resolver-rules=MAP * ~NOTFOUND',
        '--enable-logging=stderr',
        `--user-data-dir=${join(folder, 'profile')}`,
        `--window-size=${width},2000`,
        ...(dark ? ['--force-dark-mode', '--blink-settings=preferredColorScheme=0'] : []),
        '--dump-dom',
        pathToFileURL(file).href,
      ],
      { encoding: 'utf8', timeout: 110_000 },
    );
    if (error !== undefined) throw error;
    return { stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
