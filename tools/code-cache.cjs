/**
 * Runs a few commands on a lab of its own from the built parts in the folder that is given, then keeps what V8 compiled
 * for them, for every later start.
 */
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, resolve } = require('node:path');

const COMMANDS = [
  "Get-VM app-* | Where-Object { $_.PowerState -eq 'PoweredOff' } | Select-Object Name, PowerState | ConvertTo-Json",
  'Get-VM nosuch; Get-VMHost | Sort-Object Name',
];

async function main() {
  const { load, loadedScripts } = require(join(resolve(process.argv[2]), 'load.cjs'));
  const folder = mkdtempSync(join(tmpdir(), 'vseal-build-'));
  try {
    for (const command of COMMANDS) {
      process.argv = [process.argv[0], 'vseal', '--state', join(folder, 'state.json'), '-c', command];
      await load('core:src/app/main.ts').main();
    }
    for (const [file, script] of loadedScripts()) writeFileSync(file, script.createCachedData());
  } finally {
    rmSync(folder, { recursive: true, force: true });
    process.exitCode = 0;
  }
}

main();
