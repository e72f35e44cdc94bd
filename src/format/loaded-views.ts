import type { View } from './view.ts';

/** A view that a format file declares for one type. */
export interface LoadedView {
  readonly name: string;
  readonly typeName: string;
  /** The path of the file. */
  readonly file: string;
  readonly view: View;
}

/** Before the views that types have of their own, or after them. */
export type ViewPlace = 'before' | 'after';

/** By the name of the type in lower case, in the order in which they are looked for. */
const loaded: Readonly<Record<ViewPlace, Map<string, LoadedView[]>>> = {
  before: new Map(),
  after: new Map(),
};
/** Where each file was put. */
const files = new Map<string, ViewPlace>();

/** Takes the views of a file in, in the place of those that it gave before. */
export function loadViews(file: string, place: ViewPlace, views: readonly LoadedView[]): void {
  forget(file);
  files.set(file, place);
  const byType = new Map<string, LoadedView[]>();
  for (const view of views) {
    const key = view.typeName.toLowerCase();
    byType.set(key, [...(byType.get(key) ?? []), view]);
  }
  for (const [key, added] of byType) {
    const known = loaded[place].get(key) ?? [];
    loaded[place].set(key, place === 'before' ? [...added, ...known] : [...known, ...added]);
  }
}

function forget(file: string): void {
  for (const views of [loaded.before, loaded.after]) {
    for (const [key, known] of views) {
      const kept = known.filter((each) => each.file !== file);
      if (kept.length > 0) views.set(key, kept);
      else views.delete(key);
    }
  }
}

/** The files whose views are loaded, with their places, in the order of loading. */
export function loadedFiles(): ReadonlyMap<string, ViewPlace> {
  return new Map(files);
}

/** All views of files, those before the types' own first. */
export function loadedViews(): readonly LoadedView[] {
  return [...loaded.before.values(), ...loaded.after.values()].flat();
}

/** How objects of the type are shown after the files: each shape as the first view of that shape says. */
export function loadedView(typeName: string, place: ViewPlace): View | undefined {
  if (loaded[place].size === 0) return undefined;
  const views = loaded[place].get(typeName.toLowerCase())?.map(({ view }) => view);
  const [first] = views ?? [];
  if (views === undefined || first === undefined) return undefined;
  return {
    ...first,
    ...views.find(({ table }) => table !== undefined),
    key: first.key,
    list: views.find(({ list }) => list !== undefined)?.list,
    wide: views.find(({ wide }) => wide !== undefined)?.wide,
    groupBy: first.groupBy,
    prefersList: first.list !== undefined,
  };
}

/** The view of that name for one of the type names, of the shape that is asked for when one is. */
export function loadedViewNamed(
  typeNames: readonly string[],
  name: string,
  shape: string | undefined,
): View | undefined {
  for (const typeName of typeNames) {
    const key = typeName.toLowerCase();
    const views = [...(loaded.before.get(key) ?? []), ...(loaded.after.get(key) ?? [])];
    const found = views.find(
      (each) => each.name.toLowerCase() === name.toLowerCase() && hasShape(each.view, shape),
    );
    if (found) return found.view;
  }
  return undefined;
}

function hasShape({ table, list, wide }: View, shape: string | undefined): boolean {
  switch (shape) {
    case 'table':
      return table !== undefined;
    case 'list':
      return list !== undefined;
    case 'wide':
      return wide !== undefined;
    default:
      return shape === undefined;
  }
}
