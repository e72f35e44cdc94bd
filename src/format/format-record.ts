import { objectTypeInfo } from '../values/object-type-base.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { defineType } from '../values/type-registry.ts';
import { NetObject } from '../values/value.ts';
import type { ListField } from './list-layout.ts';
import type { TableColumn } from './table-layout.ts';

/** What a format command decided about the objects that follow. */
export type FormatShape =
  | {
      readonly kind: 'table';
      readonly columns: readonly TableColumn[];
      readonly hideHeader: boolean;
      /** Rows after which the header is printed again: the screen's height. */
      readonly repeatHeader: boolean;
      /** Column widths: fitted to every object, to the first ones, or as the columns say. */
      readonly fit: 'all' | 'first' | 'none';
    }
  | { readonly kind: 'list' }
  /** `columns` 0: as many as fit the contents. */
  | { readonly kind: 'wide'; readonly columns: number }
  | { readonly kind: 'custom' };

export interface CustomLine {
  readonly indent: number;
  readonly text: string;
}

/** One object, as text in the parts that its shape prints. */
export type FormatEntry =
  | { readonly kind: 'cells'; readonly cells: readonly string[]; readonly wrap: boolean }
  | { readonly kind: 'fields'; readonly fields: readonly ListField[] }
  | { readonly kind: 'item'; readonly text: string }
  | { readonly kind: 'lines'; readonly lines: readonly CustomLine[] };

export type FormatContent =
  | { readonly kind: 'start'; readonly shape: FormatShape }
  | { readonly kind: 'group-start'; readonly heading: readonly string[] }
  | { readonly kind: 'entry'; readonly entry: FormatEntry }
  | { readonly kind: 'group-end' }
  | { readonly kind: 'end' }
  /** An object that prints as it is, inside whatever shape is open. */
  | { readonly kind: 'text'; readonly lines: readonly string[] };

/**
 * What Format-Table and its kin write into the pipeline, and what the Out- cmdlets print. A script can
 * hand records on, but finds no properties of the formatted objects on them.
 */
export class FormatRecord extends NetObject {
  readonly content: FormatContent;
  constructor(content: FormatContent) {
    super();
    this.content = content;
  }

  get type(): TypeInfo {
    return RECORD_TYPES[this.content.kind];
  }
}

function recordType(name: string): TypeInfo {
  return defineType({
    fullName: `Microsoft.PowerShell.Commands.Internal.Format.${name}`,
    base: () => objectTypeInfo,
  });
}

const RECORD_TYPES: Readonly<Record<FormatContent['kind'], TypeInfo>> = {
  start: recordType('FormatStartData'),
  'group-start': recordType('GroupStartData'),
  entry: recordType('FormatEntryData'),
  'group-end': recordType('GroupEndData'),
  end: recordType('FormatEndData'),
  text: recordType('RawTextFormatEntry'),
};
