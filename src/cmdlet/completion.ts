import { type ResourceKey, resourceKey } from '../values/resource.ts';
import type { Session } from './session.ts';

export type CompletionKind =
  | 'command'
  | 'parameter'
  | 'value'
  | 'variable'
  | 'member'
  | 'type'
  | 'path'
  | 'key'
  | 'keyword'
  | 'history';

export interface Completion {
  /** Replaces the text, quoted where the language needs it. */
  readonly text: string;
  /** Shown in the menu. */
  readonly label: string;
  /** Type, synopsis, help: the menu's second column. */
  readonly description: string;
  readonly kind: CompletionKind;
}

/** What can stand at a place of a text. */
export interface CompletionList {
  /** The part of the text that a completion replaces, in UTF-16 units. */
  readonly start: number;
  readonly length: number;
  readonly items: readonly Completion[];
}

/** Finds what can stand at `cursor`; evaluates nothing and changes nothing. */
export type Complete = (session: Session, text: string, cursor: number) => CompletionList;

/** Given by the application, which loads the completion when it is first asked for. */
export const completeKey: ResourceKey<Complete> = resourceKey<Complete>('completion');

/**
 * Names of the live model's objects by the short name of their type (`VirtualMachine`), as far as they are wanted;
 * undefined: no such objects.
 */
export type ObjectNames = (
  typeName: string,
  wanted: (name: string) => boolean,
) => Iterable<string> | undefined;

export const objectNamesKey: ResourceKey<ObjectNames> = resourceKey<ObjectNames>('names of objects');
