import { ancestry } from '../datacenter/access/authorization.ts';
import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { toText } from '../values/to-text.ts';
import { isNull, type Value } from '../values/value.ts';
import { valueAt } from './projection.ts';
import { definedTypes, type ViewDefinition, VimView, viewDefinition } from './view.ts';
import type { VimSession } from './vim-session.ts';

type TextTest = (text: string) => boolean;

export interface ViewQuery {
  readonly typeName: string;
  /** Dotted paths with what must hold for the text of what lies there; an object is meant when all hold. */
  readonly filters: ReadonlyMap<string, TextTest>;
  /** Only what lies below this object. */
  readonly rootId?: string;
}

/** Types that stand for several others. */
const SUBTYPES: Readonly<Record<string, readonly string[]>> = {
  ComputeResource: ['ClusterComputeResource'],
  ManagedEntity: [
    'Folder',
    'Datacenter',
    'ClusterComputeResource',
    'HostSystem',
    'ResourcePool',
    'VirtualMachine',
    'Datastore',
    'Network',
  ],
};

/** Managed types that a vCenter can have objects of and this one has none of: asking for them finds nothing. */
const UNPOPULATED: readonly string[] = [
  'DistributedVirtualPortgroup',
  'DistributedVirtualSwitch',
  'OpaqueNetwork',
  'StoragePod',
  'VirtualApp',
  'VmwareDistributedVirtualSwitch',
];

export function isViewType(typeName: string): boolean {
  return definitionsOf(typeName).length > 0 || UNPOPULATED.includes(typeName);
}

/** The managed types that can be asked for by -ViewType. */
export function viewTypeNames(): string[] {
  return [...definedTypes(), ...Object.keys(SUBTYPES), ...UNPOPULATED].sort();
}

function definitionsOf(typeName: string): ViewDefinition<unknown>[] {
  const names = SUBTYPES[typeName] ?? [typeName];
  return names.flatMap((name) => viewDefinition(name) ?? []);
}

export function* findViews(session: VimSession, query: ViewQuery): Iterable<VimView> {
  const { filters, rootId } = query;
  const paths = [...filters].map(([path, test]) => [path.split('.'), test] as const);
  for (const definition of definitionsOf(query.typeName)) {
    for (const { id, row } of definition.all(session)) {
      if (rootId !== undefined && !liesUnder(session, id, row, rootId)) continue;
      const view = new VimView(session, definition, id, row);
      if (paths.every(([path, test]) => matches(valueAt(view, path), test))) yield view;
    }
  }
}

/** Whether it holds for the text of a value, or of one of a list's; where there is none, it never does. */
function matches(value: Value, test: TextTest): boolean {
  if (isNull(value)) return false;
  if (!isEnumerable(value)) return test(toText(value));
  for (const item of enumerate(value)) if (matches(item, test)) return true;
  return false;
}

/** A VM lies in its folder, on its host and in its resource pool at once; what lies on a datastore does not count. */
function liesUnder({ datacenter }: VimSession, id: string, row: unknown, rootId: string): boolean {
  const places = typeof row === 'object' && row !== null && 'folderId' in row ? placesOf(row) : [];
  return [id, ...places].some((place) => ancestry(datacenter, place).includes(rootId));
}

function placesOf(row: object): string[] {
  return ['folderId', 'hostId', 'resourcePoolId'].flatMap((name) => {
    const value: unknown = (row as Record<string, unknown>)[name];
    return typeof value === 'string' ? [value] : [];
  });
}
