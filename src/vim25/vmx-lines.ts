import type { VmRow } from '../datacenter/rows.ts';
import { toText } from '../values/to-text.ts';
import { isNull, type Value } from '../values/value.ts';
import { VimObject } from './vim-object.ts';

/** Settings that are lines of the VMX and nothing more here: what a spec sets is kept, written there, and read back. */
interface VmxLine {
  /** As in the spec and in `config`. */
  readonly path: string;
  readonly line: string;
  readonly kind: 'bool' | 'long' | 'text';
  /** While the VMX says nothing. */
  readonly unset: Value;
}

const LINES: readonly VmxLine[] = [
  { path: 'changeTrackingEnabled', line: 'ctkEnabled', kind: 'bool', unset: false },
  { path: 'memoryHotAddEnabled', line: 'mem.hotadd', kind: 'bool', unset: false },
  { path: 'cpuHotAddEnabled', line: 'vcpu.hotadd', kind: 'bool', unset: false },
  { path: 'cpuHotRemoveEnabled', line: 'vcpu.hotremove', kind: 'bool', unset: false },
  { path: 'nestedHVEnabled', line: 'vhv.enable', kind: 'bool', unset: false },
  { path: 'firmware', line: 'firmware', kind: 'text', unset: 'bios' },
  { path: 'ftEncryptionMode', line: 'ftcpt.ftEncryptionMode', kind: 'text', unset: null },
  { path: 'bootOptions.bootDelay', line: 'bios.bootDelay', kind: 'long', unset: 0n },
  { path: 'bootOptions.enterBIOSSetup', line: 'bios.forceSetupOnce', kind: 'bool', unset: false },
  { path: 'bootOptions.efiSecureBootEnabled', line: 'uefi.secureBoot.enabled', kind: 'bool', unset: false },
  { path: 'bootOptions.bootRetryEnabled', line: 'bios.bootRetry.enabled', kind: 'bool', unset: false },
  { path: 'bootOptions.bootRetryDelay', line: 'bios.bootRetry.delay', kind: 'long', unset: 10_000n },
  { path: 'flags.enableLogging', line: 'logging', kind: 'bool', unset: true },
  { path: 'flags.diskUuidEnabled', line: 'disk.EnableUUID', kind: 'bool', unset: false },
  { path: 'tools.syncTimeWithHost', line: 'tools.syncTime', kind: 'bool', unset: false },
  { path: 'tools.toolsUpgradePolicy', line: 'tools.upgrade.policy', kind: 'text', unset: 'manual' },
];

const GROUPS = ['bootOptions', 'flags', 'tools'];

/** What `config` says of such settings, those of one group or those of none. */
export function settingsInVmx(vm: VmRow, group: string): Record<string, Value> {
  const prefix = group === '' ? '' : `${group}.`;
  const known = LINES.filter(
    ({ path }) => path.startsWith(prefix) && !path.slice(prefix.length).includes('.'),
  );
  return Object.fromEntries(
    known.map((line) => [line.path.slice(prefix.length), readLine(line, lineOf(vm, line.line))]),
  );
}

function lineOf(vm: VmRow, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(vm.extraConfig ?? {}).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

function readLine({ kind, unset }: VmxLine, text: string | undefined): Value {
  if (text === undefined) return unset;
  if (kind === 'text') return text;
  return kind === 'bool' ? text.toLowerCase() === 'true' : /^\d+$/.test(text) ? BigInt(text) : unset;
}

/** True for a field of a spec that is such a setting or holds some. */
export function isVmxSetting(field: string): boolean {
  return GROUPS.includes(field) || LINES.some(({ path }) => path === field);
}

export interface WantedLines {
  readonly lines: ReadonlyMap<string, string>;
  /** A setting of a group that is no line here, such as `flags.useToe`. */
  readonly unknown: string | undefined;
}

/** The lines that a spec asks for. */
export function linesIn(spec: VimObject): WantedLines {
  const lines = new Map<string, string>();
  let unknown: string | undefined;
  for (const [path, value] of settingsOf(spec)) {
    const known = LINES.find((line) => line.path === path);
    if (known === undefined) unknown ??= path;
    else lines.set(known.line, known.kind === 'bool' ? toText(value).toUpperCase() : toText(value));
  }
  return { lines, unknown };
}

function* settingsOf(spec: VimObject): Iterable<[string, Value]> {
  for (const field of spec.fieldNames().filter(isVmxSetting)) {
    const value = spec.field(field) ?? null;
    if (!GROUPS.includes(field)) {
      if (!isNull(value)) yield [field, value];
      continue;
    }
    if (!(value instanceof VimObject)) continue;
    for (const name of value.fieldNames()) {
      const inner = value.field(name) ?? null;
      if (!isNull(inner)) yield [`${field}.${name}`, inner];
    }
  }
}
