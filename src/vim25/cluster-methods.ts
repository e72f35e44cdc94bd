import { fail, ok, type Result } from '../base/result.ts';
import type { Fault } from '../datacenter/faults.ts';
import {
  addDrsGroup,
  addDrsRule,
  removeDrsGroup,
  removeDrsRule,
  setDrsGroup,
  setDrsRule,
} from '../datacenter/hosts/drs-rule-changes.ts';
import { atOnce } from '../datacenter/operation.ts';
import type { PlannedChange } from '../datacenter/planned-change.ts';
import type { DrsGroupRow, DrsVmHostRuleRow, DrsVmRuleRow } from '../datacenter/rows.ts';
import { taskMethods } from './invoke.ts';
import { flagIn, numberIn, objectIn, objectsIn, required, textIn } from './spec.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** `ReconfigureComputeResource_Task` of a cluster, as far as DRS rules and groups go. */

taskMethods('ClusterComputeResource', [
  {
    name: 'ReconfigureComputeResource',
    parameters: ['ClusterConfigSpecEx spec', 'bool modify'],
    descriptionId: 'ComputeResource.reconfigureEx',
    operation: ({ session, id }, args) => atOnce(() => reconfigure(session, id, required(args, 0, 'spec'))),
  },
]);

const FIELDS: ReadonlySet<string> = new Set(['rulesSpec', 'groupSpec']);

function reconfigure(session: VimSession, clusterId: string, spec: VimObject): Result<void, Fault> {
  const other = spec.fieldNames().find((name) => !FIELDS.has(name) && isSet(spec, name));
  if (other !== undefined)
    return refuse(`spec.${other}`, 'Only DRS rules and groups are set by this method here.', 'Set-Cluster');
  // Groups first: rules may be about new ones.
  for (const [field, change] of [
    ['groupSpec', groupChange],
    ['rulesSpec', ruleChange],
  ] as const) {
    for (const edit of objectsIn(spec, field)) {
      const planned = change(session, clusterId, edit);
      const made = planned.ok ? planned.value.make() : planned;
      if (!made.ok) return made;
    }
  }
  return ok(undefined);
}

function isSet(spec: VimObject, name: string): boolean {
  const value = spec.field(name);
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}

type Planned = Result<PlannedChange<unknown>, Fault>;

/** An edit that does not say what it does adds: the first value of the enumeration, which scripts leave to it. */
function operationOf(edit: VimObject): string {
  return textIn(edit, 'operation') ?? 'add';
}

function groupChange({ datacenter, caller }: VimSession, clusterId: string, edit: VimObject): Planned {
  const operation = operationOf(edit);
  if (operation === 'remove')
    return ok(removeDrsGroup(datacenter, caller, { clusterId, name: textIn(edit, 'removeKey') ?? '' }));
  const info = objectIn(edit, 'info');
  if (info === undefined) return refuse('spec.groupSpec.info', 'It says what the group is.', GROUPS);
  const group = groupIn(info);
  if (operation === 'add') return ok(addDrsGroup(datacenter, caller, { clusterId, group }));
  return ok(setDrsGroup(datacenter, caller, { clusterId, name: group.name, members: group.memberIds }));
}

function groupIn(info: VimObject): DrsGroupRow {
  const isOfVms = info.vimType.name === 'ClusterVmGroup';
  return {
    name: textIn(info, 'name') ?? '',
    kind: isOfVms ? 'VMGroup' : 'VMHostGroup',
    memberIds: idsIn(info, isOfVms ? 'vm' : 'host'),
  };
}

function idsIn(info: VimObject, field: string): string[] {
  return objectsIn(info, field).flatMap((reference) => textIn(reference, 'value') ?? []);
}

function ruleChange({ datacenter, caller }: VimSession, clusterId: string, edit: VimObject): Planned {
  const operation = operationOf(edit);
  if (operation === 'remove')
    return ok(removeDrsRule(datacenter, caller, { clusterId, key: numberIn(edit, 'removeKey') ?? -1 }));
  const info = objectIn(edit, 'info');
  const rule = info && ruleIn(info);
  if (info === undefined || rule === undefined)
    return refuse('spec.rulesSpec.info', 'It is a rule about VMs, or about VMs and hosts.', RULES);
  if (operation === 'add') return ok(addDrsRule(datacenter, caller, { clusterId, rule }));
  return ok(setDrsRule(datacenter, caller, { clusterId, key: numberIn(info, 'key') ?? -1, change: rule }));
}

const GROUPS = 'New-Object VMware.Vim.ClusterVmGroup';
const RULES = 'New-Object VMware.Vim.ClusterAntiAffinityRuleSpec';

function ruleIn(info: VimObject): Omit<DrsVmRuleRow, 'key'> | Omit<DrsVmHostRuleRow, 'key'> | undefined {
  const common = { name: textIn(info, 'name') ?? '', isEnabled: flagIn(info, 'enabled') };
  switch (info.vimType.name) {
    case 'ClusterAffinityRuleSpec':
      return { ...common, kind: 'affinity', vmIds: idsIn(info, 'vm') };
    case 'ClusterAntiAffinityRuleSpec':
      return { ...common, kind: 'antiAffinity', vmIds: idsIn(info, 'vm') };
    case 'ClusterVmHostRuleInfo': {
      const on = textIn(info, 'affineHostGroupName');
      return {
        ...common,
        kind: 'vmHost',
        type: `${flagIn(info, 'mandatory') ? 'Must' : 'Should'}${on === undefined ? 'Not' : ''}RunOn`,
        vmGroup: textIn(info, 'vmGroupName') ?? '',
        hostGroup: on ?? textIn(info, 'antiAffineHostGroupName') ?? '',
      };
    }
    default:
      return undefined;
  }
}

function refuse(parameter: string, rule: string, remedy: string): Result<never, Fault> {
  return fail({ kind: 'InvalidArgument', parameter, rule, remedy });
}
