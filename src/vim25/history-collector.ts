import type { Datacenter } from '../datacenter/datacenter.ts';
import { NetException } from '../values/net-exception.ts';
import type { Value } from '../values/value.ts';
import { type MethodDefinition, methods } from './invoke.ts';
import { listOf, moRef } from './make.ts';
import { numberArgument } from './spec.ts';
import { defineView } from './view.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/**
 * Collectors read a history that a filter chose page by page, while it goes on growing. A session has its own, until
 * they are destroyed or the shell ends.
 */
interface Collector {
  readonly typeName: CollectorType;
  readonly filter: VimObject;
  /** What passes the filter and was not given yet, the oldest first. */
  readonly newOnes: () => readonly Value[];
  readonly items: Value[];
  /** Where the scrollable view stands: the item that is read next. */
  position: number;
  pageSize: number;
}

type CollectorType = 'EventHistoryCollector' | 'TaskHistoryCollector';

/** What one session may have at a time of each type: vCenter allows as many. */
export const MAX_COLLECTORS = 32;
/** Items of the latest page, and the most that one call reads, as the API has them. */
const PAGE_SIZE = 10;
const MAX_PAGE_SIZE = 1000;

const collectors = new WeakMap<Datacenter, Map<string, Collector>>();
let madeCount = 0;

/** Gives the reference of a new collector, which stands at the oldest item. */
export function createCollector(
  session: VimSession,
  given: Pick<Collector, 'typeName' | 'filter' | 'newOnes'>,
): VimObject {
  const all = collectors.get(session.datacenter) ?? new Map<string, Collector>();
  collectors.set(session.datacenter, all);
  if ([...collectorsOf(session, given.typeName)].length >= MAX_COLLECTORS)
    throw new NetException(
      'VMware.Vim.VimException',
      `This session has ${MAX_COLLECTORS} objects of the type ${given.typeName}, the most that it may have: end one with DestroyCollector().`,
    );
  const id = `${prefixOf(session)}${++madeCount}`;
  all.set(id, { ...given, items: [], position: 0, pageSize: PAGE_SIZE });
  return moRef(given.typeName, id);
}

const prefixOf = ({ sessionId }: VimSession): string => `session[${sessionId}]`;

function* collectorsOf(
  session: VimSession,
  typeName: CollectorType,
): Iterable<{ id: string; row: Collector }> {
  for (const [id, row] of collectors.get(session.datacenter) ?? [])
    if (row.typeName === typeName && id.startsWith(prefixOf(session))) yield { id, row };
}

function itemsNow(collector: Collector): readonly Value[] {
  collector.items.push(...collector.newOnes());
  return collector.items;
}

function next(collector: Collector, most: number): Value[] {
  const page = itemsNow(collector).slice(collector.position, collector.position + most);
  collector.position += page.length;
  return page;
}

/** Towards the oldest, the newest first. */
function previous(collector: Collector, most: number): Value[] {
  const start = Math.max(0, collector.position - most);
  const page = collector.items.slice(start, collector.position).reverse();
  collector.position = start;
  return page;
}

function defineCollector(typeName: CollectorType, itemType: string, itemsName: string): void {
  const find = (session: VimSession, id: string): Collector | undefined =>
    [...collectorsOf(session, typeName)].find((each) => each.id === id)?.row;
  const existing = (session: VimSession, id: string): Collector => {
    const collector = find(session, id);
    if (collector !== undefined) return collector;
    throw new NetException(
      'VMware.Vim.VimException',
      `The object 'vim.${typeName}:${id}' has already been deleted or has not been completely created`,
    );
  };

  defineView<Collector>({
    typeName,
    find,
    all: (session) => collectorsOf(session, typeName),
    properties: {
      filter: ({ filter }) => filter,
      latestPage: (collector) => listOf(itemType, itemsNow(collector).slice(-collector.pageSize).reverse()),
    },
  });

  const page = (name: string, read: typeof next): MethodDefinition => ({
    name,
    parameters: ['int maxCount'],
    returns: `VMware.Vim.${itemType}[]`,
    run: ({ session, id }, args) => read(existing(session, id), countIn(args)),
  });
  const move = (name: string, to: (collector: Collector) => number): MethodDefinition => ({
    name,
    parameters: [],
    run: ({ session, id }) => {
      const collector = existing(session, id);
      collector.position = to(collector);
      return null;
    },
  });
  methods(typeName, [
    page(`ReadNext${itemsName}`, next),
    page(`ReadPrevious${itemsName}`, previous),
    move('RewindCollector', () => 0),
    move('ResetCollector', (collector) => Math.max(0, itemsNow(collector).length - collector.pageSize)),
    {
      name: 'SetCollectorPageSize',
      parameters: ['int maxCount'],
      run: ({ session, id }, args) => {
        existing(session, id).pageSize = countIn(args);
        return null;
      },
    },
    {
      name: 'DestroyCollector',
      parameters: [],
      run: ({ session, id }) => {
        existing(session, id);
        collectors.get(session.datacenter)?.delete(id);
        return null;
      },
    },
  ]);
}

function countIn(args: readonly Value[]): number {
  const count = numberArgument(args, 0) ?? PAGE_SIZE;
  if (count >= 1 && count <= MAX_PAGE_SIZE) return count;
  throw new NetException(
    'VMware.Vim.VimException',
    `A specified parameter was not correct: maxCount. It is a number from 1 to ${MAX_PAGE_SIZE}.`,
  );
}

defineCollector('EventHistoryCollector', 'Event', 'Events');
defineCollector('TaskHistoryCollector', 'TaskInfo', 'Tasks');
