/**
 * Pictures of the main screens for README and for looking at: plays each scene in a real terminal (tmux)
 * against a lab of its own and draws it with chromium.
 *
 *     node tools/screens.mjs [FOLDER] [SCENE…]      FOLDER is docs/screens unless named
 */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './build-if-stale.cjs';
import { root } from './run.mjs';
import { screenSvg, writePng } from './screenshot.mjs';

const COLUMNS = 96;
const ROWS = 26;
const LEAST_ROWS = 10;
/** Key servers are asked for the first time after a minute. */
const PATIENCE_MS = 150_000;

/** Blocks of zeros are encrypted in no time: the disks that a scene has made get something else. */
function fillNewDisks(data) {
  const block = Buffer.alloc(1 << 20, 'vSeal ');
  const folder = join(data, 'vseal', 'datastores');
  for (const name of readdirSync(folder, { recursive: true }).filter((path) =>
    /_\d-flat\.vmdk$/.test(path),
  )) {
    const file = join(folder, name);
    const descriptor = openSync(file, 'r+');
    for (let at = 0; at < statSync(file).size; at += block.length)
      writeSync(descriptor, block, 0, block.length, at);
    closeSync(descriptor);
  }
}

/** Each scene: texts to type, `<Key>` to press, `/…/` to wait for. The screen after the last step is drawn. */
const SCENES = {
  prompt: [
    'Get-VM',
    '<Enter>',
    /vcsa-01/,
    'Get-VM | Where-Object { $_.PowerState -eq "PoweredOn" }',
    /PoweredOn"/,
  ],
  menu: ['Get-VM', '<Enter>', /vcsa-01/, 'Get-VM', '<C-Space>', /Get-VMHost/, '<Down>'],
  continuation: [
    'foreach ($vm in Get-VM app-*) {',
    '<Enter>',
    />>/,
    '"$($vm.Name) is $($vm.PowerState)"',
    '<Enter>',
    '}',
    />> \}/,
  ],
  errors: ['Get-VM nosuch', '<Enter>', /Try:/, 'Start-VM app-01 )', /01 \)/],
  progress: [
    'Get-VM app-* | New-HardDisk -CapacityGB 0.5 -StorageFormat EagerZeroedThick | Out-Null; "ready"',
    '<Enter>',
    /^ready/m,
    fillNewDisks,
    '<C-l>',
    /^vSeal lab:>\s*\n/,
    'Get-VM app-* | Enable-VMEncryption -RunAsync -WarningAction SilentlyContinue',
    '<Enter>',
    /█.*(?:[2-9]\d) %/,
  ],
  confirm: ['Stop-VM db-01', '<Enter>', /\[\?\] Help/],
  tree: [
    'Get-VM app-01 | Enable-VMEncryption',
    '<Enter>',
    /app-01 +Powered/,
    'Show-Datacenter',
    '<Enter>',
    /Key providers/,
    '<Down>',
    '<Down>',
    '<Down>',
  ],
  help: ['Get-VM app-01 | Set-VM -MemoryGB', '<F1>', /More memory/],
  list: [
    'Get-VM app-01',
    '<Enter>',
    /app-01 +Powered/,
    'Get-VM',
    '<Enter>',
    /vcsa-01/,
    '<F2>',
    'Get',
    /History/,
  ],
  down: [
    'Set-KeyManagementServerFault embedded -Down',
    '<Enter>',
    /● key provider lab-kms is down/,
    'Enable-VMEncryption app-01',
    '<Enter>',
    /Try:/,
  ],
  meant: ['enable-vmencrypton app-01', '<Enter>', /Did you mean/, 'Get-VM db01', '<Enter>', /db-01\?/],
  search: ['Get-VM app-01', '<Enter>', /app-01 +Powered/, '<C-r>', 'app', /bck-i-search/],
};

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function play(name, steps, folder) {
  const data = mkdtempSync(join(tmpdir(), 'vseal-screens-'));
  const socket = `vseal-screens-${process.pid}-${name}`;
  const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  for (const unwanted of ['CI', 'CONTINUOUS_INTEGRATION', 'NO_COLOR', 'TMUX']) delete env[unwanted];
  const tmux = (...args) =>
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8', env });
  const screen = () => tmux('capture-pane', '-p');
  const until = async (pattern) => {
    const end = Date.now() + PATIENCE_MS;
    while (!pattern.test(screen())) {
      if (Date.now() > end) throw new Error(`${name}: waited for ${pattern}; the screen is:\n${screen()}`);
      await pause(50);
    }
  };
  try {
    tmux(
      ...['start-server', ';', 'set', '-g', 'status', 'off', ';', 'set', '-g', 'escape-time', '0', ';'],
      ...['set', '-g', 'default-terminal', 'tmux-256color', ';', 'new-session', '-d'],
      ...['-x', String(COLUMNS), '-y', String(ROWS), '-e', `XDG_DATA_HOME=${data}`],
      `${process.execPath} ${join(root, 'bin', 'vseal.js')}`,
    );
    await until(/vSeal lab:>[\s\S]*administrator@/);
    // What the first start says names a temporary folder.
    tmux('send-keys', 'C-l');
    await pause(300);
    for (const step of steps) {
      if (step instanceof RegExp) await until(step);
      else if (typeof step === 'function') step(data);
      else if (/^<.+>$/.test(step)) tmux('send-keys', step.slice(1, -1));
      else tmux('send-keys', '-l', '--', step);
    }
    await pause(300);
    const [x, y, shown] = tmux('display-message', '-p', '#{cursor_x} #{cursor_y} #{cursor_flag}')
      .trim()
      .split(' ')
      .map(Number);
    // Rows below the last one with text are left out; chromium cuts a window that is very low.
    const rows = Math.max(LEAST_ROWS, screen().trimEnd().split('\n').length);
    const picture = screenSvg(tmux('capture-pane', '-peN'), {
      columns: COLUMNS,
      rows,
      cursor: shown === 1 ? { x, y } : undefined,
    });
    const file = join(folder, `${name}.png`);
    writePng(picture, file);
    console.log(file);
  } finally {
    try {
      tmux('kill-server');
    } catch {
      // It has ended with its only program.
    }
    rmSync(data, { recursive: true, force: true });
  }
}

const [folder = join(root, 'docs', 'screens'), ...wanted] = process.argv.slice(2);
await buildIfStale();
mkdirSync(folder, { recursive: true });
for (const [name, steps] of Object.entries(SCENES)) {
  if (wanted.length === 0 || wanted.includes(name)) await play(name, steps, folder);
}
