import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '../../src/language/parse.ts';
import { decodeScript } from '../../src/language/script-text.ts';
import type { Figure } from './figure.ts';

/**
 * How fast scripts become syntax trees, checks included: the project's own scripts, and a long one made of all kinds of
 * code; or those of the folder that VSEAL_BENCH_SCRIPTS names, and how many of them have errors.
 */
export const name = 'parse';

const ROOT = join(import.meta.dirname, '..', '..');
/** The scripts of a folder are parsed as often as it takes to work for a moment. */
const LEAST_BYTES = 4e6;
const REPEATS = 9;

export function run(): Promise<Figure[]> {
  const folder = process.env['VSEAL_BENCH_SCRIPTS'];
  if (folder !== undefined) return Promise.resolve(measureFolder(folder));
  const own = scriptsBelow(ROOT).map((file) => readFileSync(file, 'utf8'));
  const made = [generated()];
  const [wrong] = [...own, ...made].flatMap((text) => parse(text).errors);
  if (wrong !== undefined) throw new Error(wrong.message);
  return Promise.resolve([
    rate(`the project's own ${own.length} scripts`, own),
    rate(`a generated script of ${(bytesOf(made) / 1e6).toFixed(1)} MB`, made),
  ]);
}

function measureFolder(folder: string): Figure[] {
  const texts = scriptsBelow(folder).map((file) => decodeScript(readFileSync(file)));
  const broken = texts.filter((text) => parse(text).errors.length > 0).length;
  const what = `${texts.length} scripts of ${(bytesOf(texts) / 1e6).toFixed(1)} MB`;
  return [rate(what, texts), { figure: `${what}, with errors`, value: broken, unit: 'scripts' }];
}

function rate(what: string, texts: readonly string[]): Figure {
  const bytes = bytesOf(texts);
  const rounds = Math.ceil(LEAST_BYTES / bytes);
  const run = (): void => {
    for (let round = 0; round < rounds; round++) for (const text of texts) parse(text);
  };
  const seconds = Math.min(...Array.from({ length: REPEATS }, () => cpuSeconds(run)));
  return { figure: `${what}, by CPU time`, value: (bytes * rounds) / 1e6 / seconds, unit: 'MB/s' };
}

/** Processor time, collection of garbage and compilation included: other load on the machine is not in it. */
function cpuSeconds(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function scriptsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return scriptsBelow(path);
    return /\.ps[md]?1$/.test(entry.name) && !entry.name.includes('broken') ? [path] : [];
  });
}

/** Functions, classes, pipelines, loops, texts and tables, as administrators' scripts have them. */
function generated(): string {
  return Array.from({ length: 1500 }, (_, n) => part(n)).join('\n');
}

function part(n: number): string {
  return `<#
.SYNOPSIS
    Encrypts the VMs of cluster ${n} and says what was done.
#>
function Protect-Cluster${n} {
    [CmdletBinding(SupportsShouldProcess = $true)]
    param (
        [Parameter(Mandatory = $true, ValueFromPipeline = $true)] [string[]] $Name,
        [ValidateSet('Required', 'Optional')] [string] $Mode = 'Required'
    )
    begin { $done = @{}; $count = 0 }
    process {
        foreach ($each in $Name) {
            # Only those that are not yet encrypted.
            $vms = Get-VM -Location $each | Where-Object { $_.PowerState -eq 'PoweredOff' -and -not $_.Encrypted }
            if ($vms.Count -gt ${n % 7}) { Write-Verbose "$($vms.Count) VMs in \${each}: $($vms[0].Name)" }
            elseif ($null -eq $vms) { continue }
            try {
                $done[$each] = $vms | ForEach-Object { Enable-VMEncryption -VM $_ -ErrorAction Stop }
                $count += [math]::Round($vms.Count * 1.5GB / 1024, 2)
            }
            catch [System.Exception] { Write-Warning ('{0}: {1}' -f $each, $_.Exception.Message) }
            finally { $vms = $null }
        }
    }
    end { [pscustomobject]@{ Cluster = 'cluster-${n}'; Mode = $Mode; Done = $done.Keys -join ', '; Count = $count } }
}
`;
}
