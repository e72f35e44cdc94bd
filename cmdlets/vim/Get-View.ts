import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import {
  findViews,
  isViewType,
  propertyNamed,
  referenceOf,
  reportNoView,
  restrictView,
  type VimView,
  viewOfValue,
  viewTypeNames,
} from '../../src/inventory/vim-view.ts';
import { enumerate } from '../../src/values/enumerate.ts';
import type { Dictionary } from '../../src/values/hashtable.ts';
import { compileRegex, firstMatch } from '../../src/values/regex.ts';
import { toText } from '../../src/values/to-text.ts';
import { TypeInfo } from '../../src/values/type-info.ts';
import type { Value } from '../../src/values/value.ts';

export default defineCmdlet({
  name: 'Get-View',
  synopsis: 'Gets the views of the vSphere API that stand for objects, with all that the API tells of them.',
  description:
    'A view has the API’s own names: Config, Runtime, Summary, MoRef, and methods such as ReconfigVM. Its properties are as they were when they were first read; UpdateViewData() reads them anew. -Filter takes dotted paths with regular expressions that are searched for without regard to case.',
  parameters: {
    VIObject: {
      type: 'object',
      array: true,
      position: 0,
      mandatory: ['GetViewByVIObject'],
      pipeline: 'value',
      sets: ['GetViewByVIObject'],
      help: 'Objects of the inventory, references, ids such as VirtualMachine-vm-42, or ServiceInstance.',
    },
    Id: {
      type: 'object',
      array: true,
      mandatory: ['GetView'],
      sets: ['GetView'],
      help: 'References (MoRef) or ids such as VirtualMachine-vm-42.',
    },
    ViewType: {
      type: 'object',
      mandatory: ['GetEntity'],
      sets: ['GetEntity'],
      completer: () => viewTypeNames(),
      help: 'All managed objects of this type: VirtualMachine, HostSystem, ClusterComputeResource.',
    },
    Filter: {
      type: 'hashtable',
      sets: ['GetEntity'],
      help: "Dotted paths and patterns: @{ 'Runtime.PowerState' = 'poweredOn' }.",
    },
    SearchRoot: {
      type: 'object',
      sets: ['GetEntity'],
      help: 'Only what lies below this object: a reference, an id or an object.',
    },
    RelatedObject: {
      type: 'object',
      array: true,
      mandatory: ['GetViewByRelatedObject'],
      sets: ['GetViewByRelatedObject'],
      help: 'Views, references or objects of the inventory.',
    },
    Property: {
      type: 'string',
      array: true,
      help: 'Only these properties are read, such as Name, Config.KeyId; the others are $null.',
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'GetViewByVIObject',
  output: ['VMware.Vim.ViewBase'],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'The view of a VM', code: '(Get-VM app-01 | Get-View).Config.MigrateEncryption' },
    {
      title: 'Encrypted VMs, found by their key',
      before: 'Enable-VMEncryption app-01',
      code: "Get-View -ViewType VirtualMachine -Property Name -Filter @{ 'Config.KeyId.KeyId' = '.' } | Select-Object Name",
    },
    {
      title: 'The key manager',
      code: '(Get-View (Get-View ServiceInstance).Content.CryptoManager).KmipServers',
    },
  ],
  process(args, invocation) {
    const connections = serversOf(invocation.session, args.Server);
    if (args.ViewType !== undefined) {
      byType(invocation, connections, args.ViewType, args);
      return;
    }
    for (const value of args.VIObject ?? args.Id ?? args.RelatedObject ?? []) {
      const view = viewOfValue(value, connections);
      if (view === undefined) reportNoView(invocation, value);
      else write(invocation, view, args.Property);
    }
  },
});

function write(invocation: Invocation, view: VimView, properties: readonly string[] | undefined): void {
  if (properties !== undefined) {
    for (const path of properties) checkPath(invocation, view.typeName, path, 'Property');
    restrictView(view, properties);
  }
  invocation.write(view);
}

function byType(
  invocation: Invocation,
  connections: readonly Connection[],
  viewType: Value,
  args: {
    readonly Filter: Dictionary | undefined;
    readonly SearchRoot: Value | undefined;
    readonly Property: readonly string[] | undefined;
  },
): void {
  const typeName = typeNameOf(invocation, viewType);
  const root = args.SearchRoot === undefined ? undefined : referenceOf(args.SearchRoot);
  if (args.SearchRoot !== undefined && root === undefined) {
    reportNoView(invocation, args.SearchRoot);
    return;
  }
  const filters = filtersOf(invocation, typeName, args.Filter);
  for (const connection of connections) {
    for (const view of findViews(connection, { typeName, filters, ...(root && { rootId: root.id }) })) {
      invocation.checkInterrupt();
      write(invocation, view, args.Property);
    }
  }
}

function typeNameOf(invocation: Invocation, value: Value): string {
  const text = value instanceof TypeInfo ? value.fullName : toText(value);
  const wanted = text.replace(/^VMware\.Vim\./i, '').toLowerCase();
  const names = viewTypeNames();
  const typeName = names.find((name) => name.toLowerCase() === wanted);
  if (typeName !== undefined && isViewType(typeName)) return typeName;
  return invocation.throwTerminating({
    message: `Cannot get views of the type '${text}'.`,
    id: 'Core_GetView_InvalidViewType',
    category: 'InvalidArgument',
    why: 'It is none of the managed types that this vCenter has objects of.',
    advice: `Choose one of: ${names.join(', ')}`,
    target: value,
  });
}

function filtersOf(
  invocation: Invocation,
  typeName: string,
  filter: Dictionary | undefined,
): ReadonlyMap<string, (text: string) => boolean> {
  const filters = new Map<string, (text: string) => boolean>();
  for (const { key, value } of filter?.entries.values() ?? []) {
    const path = toText(key);
    checkPath(invocation, typeName, path, 'Filter');
    const patterns = [...enumerate(value)].map((one) => toText(one));
    const regex = compileRegex(patterns.join('|'), { ignoreCase: true });
    filters.set(path, (text) => firstMatch(regex, text) !== null);
  }
  return filters;
}

/** The first name of a path is a property of the type; what lies below depends on the object. */
function checkPath(invocation: Invocation, typeName: string, path: string, parameter: string): void {
  const [head = ''] = path.split('.');
  if (typeName === 'ManagedEntity' || propertyNamed(typeName, head) !== undefined) return;
  invocation.throwTerminating({
    message: `The type ${typeName} has no property '${head}'.`,
    id: 'Core_GetView_InvalidPropertyPath',
    category: 'InvalidArgument',
    why: `-${parameter} takes the API’s names of properties, with dots between: Config.Hardware.Device.`,
    advice: `Get-View -ViewType ${typeName} | Get-Member -MemberType Property`,
    target: path,
  });
}
