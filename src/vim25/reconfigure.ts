import { fail, ok, type Result } from '../base/result.ts';
import { MiB } from '../base/units.ts';
import { planPolicy } from '../datacenter/encryption/encryption-plan.ts';
import { applyPolicy } from '../datacenter/encryption/vm-encryption.ts';
import { checkRekey, rekeyVm } from '../datacenter/encryption/vm-rekey.ts';
import type { Fault } from '../datacenter/faults.ts';
import type { Operation } from '../datacenter/operation.ts';
import type { VmRow } from '../datacenter/rows.ts';
import { setVmResources } from '../datacenter/vm/vm-resources.ts';
import { reconfigureVmWith, type VmSettings } from '../datacenter/vm/vm-settings.ts';
import { type CryptoRequest, cryptoRequests } from './crypto-spec.ts';
import { type DeviceChange, deviceChanges } from './device-change.ts';
import { knownValue, sinceOf, valuesOf } from './known-value.ts';
import { resourceChangeIn } from './resource-allocation.ts';
import { numberIn, objectsIn, textIn } from './spec.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';
import { isVmxSetting, linesIn } from './vmx-lines.ts';

/**
 * A VirtualMachineConfigSpec as one operation of the model: what may be refused without a change is refused first;
 * then settings in one commit, devices, and encryption.
 */
export function* reconfigure(session: VimSession, vmId: string, spec: VimObject): Operation<VmRow> {
  const { datacenter, caller } = session;
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const named = checkFtMode(session, spec);
  if (!named.ok) return named;
  const wanted = readSpec(vm, spec);
  if (!wanted.ok) return wanted;
  const { settings, advanced, devices, crypto } = wanted.value;
  // Those after the first build on it.
  const planned = crypto[0] === undefined ? ok(undefined) : checkCrypto(session, crypto[0]);
  if (!planned.ok) return planned;
  if (Object.keys(settings).length > 0 || advanced.size > 0) {
    const changed = reconfigureVmWith(datacenter, caller, vmId, settings, advanced);
    if (!changed.ok) return changed;
  }
  const resources = resourceChangeIn(vmId, spec);
  if (resources !== undefined) {
    const changed = setVmResources(datacenter, caller, resources).make();
    if (!changed.ok) return changed;
  }
  for (const change of devices) {
    const changed = yield* change.operation(session, vmId);
    if (!changed.ok) return changed;
  }
  for (const { kind, request } of crypto) {
    const done =
      kind === 'policy'
        ? yield* applyPolicy(datacenter, caller, request)
        : yield* rekeyVm(datacenter, caller, request);
    if (!done.ok) return done;
  }
  const after = datacenter.get('vms', vmId);
  return after === undefined ? fail({ kind: 'NotFound', type: 'VM', name: vm.name }) : ok(after);
}

const FT_MODES = 'VirtualMachineConfigSpecEncryptedFtModes';

/** A mode of Fault Tolerance that the API does not have, or not in the release in force. */
function checkFtMode(session: VimSession, spec: VimObject): Result<void, Fault> {
  const mode = textIn(spec, 'ftEncryptionMode');
  if (mode === undefined) return ok(undefined);
  const modes = valuesOf(FT_MODES);
  if (!modes.includes(mode)) {
    return fail({
      kind: 'InvalidArgument',
      parameter: 'spec.ftEncryptionMode',
      rule: `It is one of ${modes.join(', ')}; '${mode}' is not.`,
      remedy: `[VMware.Vim.${FT_MODES}]::ftEncryptionRequired`,
    });
  }
  if (knownValue(session, FT_MODES, mode) !== null) return ok(undefined);
  const since = sinceOf(FT_MODES, mode);
  return fail({
    kind: 'InvalidArgument',
    parameter: 'spec.ftEncryptionMode',
    rule: `It came with vSphere ${since}.`,
    remedy: `Set-VIServerVersion ${since}`,
  });
}

interface WantedChanges {
  readonly settings: VmSettings;
  readonly advanced: ReadonlyMap<string, string>;
  readonly devices: readonly DeviceChange[];
  readonly crypto: readonly CryptoRequest[];
}

function readSpec(vm: VmRow, spec: VimObject): Result<WantedChanges, Fault> {
  const lines = linesIn(spec);
  const known = checkFields(spec, lines.unknown);
  if (!known.ok) return known;
  const settings = settingsIn(spec);
  if (!settings.ok) return settings;
  const devices = deviceChanges(vm, objectsIn(spec, 'deviceChange'));
  if (!devices.ok) return devices;
  const crypto = cryptoRequests(vm, spec, devices.value.edits);
  if (!crypto.ok) return crypto;
  return ok({
    settings: settings.value,
    advanced: new Map([...lines.lines, ...advancedIn(spec)]),
    devices: devices.value.changes,
    crypto: crypto.value,
  });
}

/** What a spec may say here; anything else is refused, so that nothing is taken for done that is not. */
const FIELDS: ReadonlySet<string> = new Set([
  'changeVersion',
  'name',
  'annotation',
  'guestId',
  'numCPUs',
  'numCoresPerSocket',
  'memoryMB',
  'cpuAllocation',
  'memoryAllocation',
  'migrateEncryption',
  'extraConfig',
  'deviceChange',
  'crypto',
  'vmProfile',
]);

function checkFields(spec: VimObject, unknown: string | undefined): Result<void, Fault> {
  const isKnown = (name: string): boolean => FIELDS.has(name) || isVmxSetting(name);
  const other = unknown ?? spec.fieldNames().find((name) => !isKnown(name) && isGiven(spec, name));
  if (other === undefined) return ok(undefined);
  return fail({
    kind: 'InvalidArgument',
    parameter: `spec.${other}`,
    rule: 'The VMs of this datacenter have no such setting.',
    remedy: 'Leave it out of the spec, or keep it as an advanced setting: New-AdvancedSetting',
  });
}

function isGiven(spec: VimObject, name: string): boolean {
  const value = spec.field(name);
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}

const MODES = ['disabled', 'opportunistic', 'required'] as const;

function settingsIn(spec: VimObject): Result<VmSettings, Fault> {
  const mode = textIn(spec, 'migrateEncryption');
  const migrateEncryption = MODES.find((known) => known === mode?.toLowerCase());
  if (mode !== undefined && migrateEncryption === undefined) {
    return fail({
      kind: 'InvalidArgument',
      parameter: 'spec.migrateEncryption',
      rule: `It is disabled, opportunistic or required; '${mode}' is not.`,
      remedy: '[VMware.Vim.VirtualMachineConfigSpecEncryptedVMotionModes]::required',
    });
  }
  const memoryMb = numberIn(spec, 'memoryMB');
  return ok(
    given({
      name: textIn(spec, 'name'),
      notes: textIn(spec, 'annotation'),
      guestId: textIn(spec, 'guestId'),
      numCpu: numberIn(spec, 'numCPUs'),
      coresPerSocket: numberIn(spec, 'numCoresPerSocket'),
      memoryBytes: memoryMb === undefined ? undefined : memoryMb * MiB,
      migrateEncryption,
    }),
  );
}

function given(settings: { readonly [K in keyof VmSettings]: VmSettings[K] | undefined }): VmSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** `extraConfig`: an empty value takes the line away. */
function advancedIn(spec: VimObject): ReadonlyMap<string, string> {
  return new Map(
    objectsIn(spec, 'extraConfig').map((option) => [
      textIn(option, 'key') ?? '',
      textIn(option, 'value') ?? '',
    ]),
  );
}

function checkCrypto(
  { datacenter, caller }: VimSession,
  { kind, request }: CryptoRequest,
): Result<unknown, Fault> {
  return kind === 'policy'
    ? planPolicy(datacenter, caller, request)
    : checkRekey(datacenter, caller, request);
}
