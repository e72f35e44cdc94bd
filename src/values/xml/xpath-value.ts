import { innerText, type XmlNode } from './xml-node.ts';

export type XPathValue = string | number | boolean | readonly XmlNode[];

/** Where an expression is evaluated. */
export interface XPathContext {
  readonly node: XmlNode;
  /** From 1. */
  readonly position: number;
  readonly size: number;
  /** The namespace of a prefix, or undefined. */
  readonly namespaces: (prefix: string) => string | undefined;
  /** The whole expression, for errors. */
  readonly text: string;
}

export function isNodeSet(value: XPathValue): value is readonly XmlNode[] {
  return typeof value === 'object';
}

export function truthOf(value: XPathValue): boolean {
  if (isNodeSet(value)) return value.length > 0;
  return typeof value === 'number' ? value !== 0 && !Number.isNaN(value) : Boolean(value);
}

export function numberOf(value: XPathValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const text = stringOf(value).trim();
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
}

export function stringOf(value: XPathValue): string {
  if (isNodeSet(value)) return value[0] === undefined ? '' : innerText(value[0]);
  return String(value);
}
