import type { Invocation } from '../cmdlet/invocation.ts';
import type { CompletionQuery, ParameterDefinitions } from '../cmdlet/parameter.ts';
import { vcenterRelease } from '../datacenter/capabilities.ts';
import type { Caller, Datacenter } from '../datacenter/datacenter.ts';
import type { Operation } from '../datacenter/operation.ts';
import type {
  DrsAutomationLevel,
  HaIsolationResponse,
  HaRestartPriority,
  SwapfilePolicy,
  VmRow,
} from '../datacenter/rows.ts';
import { guestIdsOf } from '../datacenter/vm/guest-ids.ts';
import { reconfigureVm, type VmSettings } from '../datacenter/vm/vm-settings.ts';
import { getProperty } from '../values/member.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { connectionsOf } from './connection.ts';
import { drsAutomationLevel, haIsolationResponse, haRestartPriority, vmSwapfilePolicy } from './enums.ts';
import { faultError } from './report-fault.ts';

/** What New-VM and Set-VM say of a VM beside its size. */

/** How the cluster treats the VM; `sets` are the parameter sets that have it. */
export function clusterOptions(sets: readonly string[]) {
  return {
    HARestartPriority: { type: haRestartPriority, sets, help: 'When high availability restarts it.' },
    HAIsolationResponse: {
      type: haIsolationResponse,
      sets,
      help: 'What high availability does with it on an isolated host.',
    },
    DrsAutomationLevel: { type: drsAutomationLevel, sets, help: 'How far DRS moves it by itself.' },
  } as const satisfies ParameterDefinitions;
}

export const swapfilePolicyParameter = {
  type: vmSwapfilePolicy,
  help: 'Where its swap file goes; beside the VMX while its host names no datastore for them.',
} as const;

export const guestIdParameter = {
  type: 'string',
  completer: ({ session }: CompletionQuery) => {
    const [connection] = connectionsOf(session);
    return connection === undefined ? [] : guestIdsOf(vcenterRelease(connection.datacenter));
  },
  help: 'The guest operating system, such as ubuntu64Guest: one that the vCenter knows.',
} as const;

export interface OptionArguments {
  readonly HARestartPriority?: string | undefined;
  readonly HAIsolationResponse?: string | undefined;
  readonly DrsAutomationLevel?: string | undefined;
  readonly swapfilePolicy?: string | undefined;
  readonly AlternateGuestName?: string | undefined;
}

export function optionsOf(args: OptionArguments): VmSettings {
  return {
    ...(args.HARestartPriority !== undefined && {
      haRestartPriority: args.HARestartPriority as HaRestartPriority,
    }),
    ...(args.HAIsolationResponse !== undefined && {
      haIsolationResponse: args.HAIsolationResponse as HaIsolationResponse,
    }),
    ...(args.DrsAutomationLevel !== undefined && {
      drsAutomationLevel: args.DrsAutomationLevel as DrsAutomationLevel,
    }),
    ...(args.swapfilePolicy !== undefined && { swapfilePolicy: args.swapfilePolicy as SwapfilePolicy }),
    ...(args.AlternateGuestName !== undefined && { alternateGuestName: args.AlternateGuestName }),
  };
}

/** `v13` and `vmx-13` are the same hardware. */
export function hardwareVersionOf(args: {
  readonly Version?: string | undefined;
  readonly HardwareVersion?: string | undefined;
}): string | undefined {
  if (args.HardwareVersion !== undefined) return args.HardwareVersion.toLowerCase();
  return args.Version === undefined ? undefined : `vmx-${args.Version.slice(1).padStart(2, '0')}`;
}

/** -AdvancedOption: objects or hashtables with Key and Value. */
export function advancedOptions(options: readonly Value[] | undefined): Pick<VmSettings, 'extraConfig'> {
  const pairs = (options ?? []).map((option) => [textOf(option, 'key'), textOf(option, 'value')] as const);
  const named = pairs.filter(([key]) => key !== '');
  return named.length === 0 ? {} : { extraConfig: Object.fromEntries(named) };
}

/** `member` in lower case. */
function textOf(option: Value, member: string): string {
  const value = getProperty(option, member);
  return value === undefined || value === null ? '' : toText(value);
}

/** A VM is made, then given what was said of it beside its size. */
export function* configured(
  datacenter: Datacenter,
  caller: Caller,
  made: Operation<VmRow>,
  settings: VmSettings,
): Operation<VmRow> {
  const vm = yield* made;
  if (!vm.ok || Object.keys(settings).length === 0) return vm;
  return reconfigureVm(datacenter, caller, vm.value.id, settings);
}

/**
 * Objects of kinds that no datacenter here has (vApps, customization specifications, …): a name is looked for and not
 * found. True when there was one.
 */
export function reportAbsent(
  invocation: Invocation,
  wanted: Readonly<Record<string, Value | readonly Value[] | undefined>>,
): boolean {
  let reported = false;
  for (const [type, value] of Object.entries(wanted)) {
    for (const name of [value].flat()) {
      if (name === undefined || name === null) continue;
      const text = toText(name);
      invocation.writeError({
        ...faultError({ kind: 'NotFound', type, name: text }, text),
        why: `This datacenter has no object of type ${type}.`,
        advice: `Leave -${type} out.`,
      });
      reported = true;
    }
  }
  return reported;
}
