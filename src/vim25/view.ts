import type { Value } from '../values/value.ts';
import { moRef } from './make.ts';
import { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';
import { vimType } from './vim-types.ts';

/** How the model's rows of one kind look as managed objects of one type. */
export interface ViewDefinition<R> {
  /** The managed type, such as `VirtualMachine`. */
  readonly typeName: string;
  /** The object as it is now; undefined when there is none. */
  readonly find: (session: VimSession, id: string) => R | undefined;
  /** All that the session's user may see. */
  readonly all: (session: VimSession) => Iterable<{ readonly id: string; readonly row: R }>;
  /** Properties by the API's names; each is read when a script first asks for it. */
  readonly properties: Readonly<Record<string, (row: R, session: VimSession, id: string) => Value>>;
}

const definitions = new Map<string, ViewDefinition<unknown>>();

export function defineView<R>(definition: ViewDefinition<R>): void {
  definitions.set(definition.typeName, definition as ViewDefinition<unknown>);
}

export function definedTypes(): string[] {
  return [...definitions.keys()];
}

export function viewDefinition(typeName: string): ViewDefinition<unknown> | undefined {
  return definitions.get(typeName);
}

/**
 * A view of a managed object: its properties as they were when they were first read, until UpdateViewData. What was
 * not asked for costs nothing.
 */
export class VimView extends VimObject {
  readonly session: VimSession;
  readonly id: string;
  readonly definition: ViewDefinition<unknown>;
  #row: unknown;
  /** True when only some properties were asked for: the others stay unset. */
  #isPartial = false;

  constructor(session: VimSession, definition: ViewDefinition<unknown>, id: string, row: unknown) {
    super(vimType(definition.typeName));
    this.session = session;
    this.definition = definition;
    this.id = id;
    this.#row = row;
  }

  override field(name: string): Value | undefined {
    const known = super.field(name);
    if (known !== undefined) return known;
    const { typeName } = this.definition;
    const value = name === 'moRef' ? moRef(typeName, this.id) : this.#isPartial ? null : this.#read(name);
    if (value !== undefined) this.setField(name, value);
    return value;
  }

  #read(name: string): Value | undefined {
    return this.definition.properties[name]?.(this.#row, this.session, this.id);
  }

  /** Takes the object as it is now; false when it is gone. */
  update(): boolean {
    const row = this.definition.find(this.session, this.id);
    if (row === undefined) return false;
    this.#row = row;
    this.#isPartial = false;
    this.clearFields();
    return true;
  }

  /** Keeps these properties and no others until the next update. */
  keepOnly(fields: Iterable<readonly [string, Value]>): void {
    const kept = [...fields];
    this.clearFields();
    this.#isPartial = true;
    for (const [name, value] of kept) this.setField(name, value);
  }
}

/** The view of an object by its managed type and id; undefined when there is none that the user may see. */
export function viewOf(session: VimSession, typeName: string, id: string): VimView | undefined {
  const definition = definitions.get(typeName);
  const row = definition?.find(session, id);
  return definition === undefined || row === undefined
    ? undefined
    : new VimView(session, definition, id, row);
}
