import { tagName } from '../tags.ts';
import { isAtLeast, type ProtocolVersion } from '../version.ts';
import type { TtlvNode } from './node.ts';

/**
 * Declares what a structure holds, once, for reading and writing:
 *
 *     const revocationReason = structure(Tag.RevocationReason, {
 *       code: enumeration(Tag.RevocationReasonCode),
 *       message: optional(text(Tag.RevocationMessage)),
 *     });
 *     type RevocationReason = ShapeOf<typeof revocationReason>;
 *
 * Members stand in the order of the specification. A member `since` a later version is neither
 * written to nor accepted from a peer of an earlier one.
 */
export interface Field<T> {
  readonly kind: 'field';
  readonly tag: number;
  read(node: TtlvNode, context: SchemaContext): T;
  write(value: T, context: SchemaContext): TtlvNode;
}

export interface Optional<T> {
  readonly kind: 'optional';
  readonly field: Field<T>;
  readonly since: ProtocolVersion | undefined;
}

export interface Repeated<T> {
  readonly kind: 'repeated';
  readonly field: Field<T>;
  readonly since: ProtocolVersion | undefined;
}

export type Member = Field<unknown> | Optional<unknown> | Repeated<unknown>;
export type Members = Readonly<Record<string, Member>>;

export interface SchemaContext {
  readonly version: ProtocolVersion;
  /** Skips items that the structure does not declare, in any order: for answers of servers newer than we are. */
  readonly lenient?: boolean;
}

type OptionalKeys<M> = { [K in keyof M]: M[K] extends Optional<unknown> ? K : never }[keyof M];

export type Shape<M> = {
  readonly [K in Exclude<keyof M, OptionalKeys<M>>]: M[K] extends Repeated<infer T>
    ? readonly T[]
    : M[K] extends Field<infer T>
      ? T
      : never;
} & {
  readonly [K in OptionalKeys<M>]?: M[K] extends Optional<infer T> ? T | undefined : never;
};

export type ShapeOf<F> = F extends Field<infer T> ? T : never;

/** The message is well-formed TTLV but not what the specification says stands here. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

export function optional<T>(field: Field<T>, since?: ProtocolVersion): Optional<T> {
  return { kind: 'optional', field, since };
}

export function repeated<T>(field: Field<T>, since?: ProtocolVersion): Repeated<T> {
  return { kind: 'repeated', field, since };
}

export function structure<M extends Members>(tag: number, members: M): Field<Shape<M>> {
  const entries = Object.entries(members).map(([key, member]) => entryOf(key, member));
  const tags = [...new Set(entries.map(({ field }) => field.tag))];
  return {
    kind: 'field',
    tag,
    read(node, context) {
      if (node.type !== 'Structure')
        throw new SchemaError(`${tagName(node.tag)} is a ${node.type}; it must be a Structure.`);
      const children = context.lenient === true ? inOrderOf(tags, node.value) : node.value;
      return readMembers(entries, children, node.tag, context) as Shape<M>;
    },
    write: (value, context) => ({ tag, type: 'Structure', value: writeMembers(entries, value, context) }),
  };
}

/** An item whose type depends on its surroundings: attribute values, key material, credentials. */
export function anything(tag: number): Field<TtlvNode> {
  return { kind: 'field', tag, read: (node) => node, write: (value) => value };
}

export const integer = (tag: number): Field<number> => leaf(tag, 'Integer');
export const enumeration = (tag: number): Field<number> => leaf(tag, 'Enumeration');
export const interval = (tag: number): Field<number> => leaf(tag, 'Interval');
export const longInteger = (tag: number): Field<bigint> => leaf(tag, 'LongInteger');
export const dateTime = (tag: number): Field<bigint> => leaf(tag, 'DateTime');
export const boolean = (tag: number): Field<boolean> => leaf(tag, 'Boolean');
export const text = (tag: number): Field<string> => leaf(tag, 'TextString');
export const bytes = (tag: number): Field<Uint8Array> => leaf(tag, 'ByteString');

function leaf<T>(tag: number, type: TtlvNode['type']): Field<T> {
  return {
    kind: 'field',
    tag,
    read(node) {
      if (node.type !== type)
        throw new SchemaError(`${tagName(tag)} is a ${node.type}; it must be a ${type}.`);
      return node.value as T;
    },
    write: (value) => ({ tag, type, value }) as TtlvNode,
  };
}

/** A member as a structure goes through it. */
interface Entry {
  readonly key: string;
  readonly kind: Member['kind'];
  readonly field: Field<unknown>;
  readonly since: ProtocolVersion | undefined;
}

function entryOf(key: string, member: Member): Entry {
  const { kind } = member;
  return kind === 'field'
    ? { key, kind, field: member, since: undefined }
    : { key, kind, field: member.field, since: member.since };
}

function readMembers(
  entries: readonly Entry[],
  children: readonly TtlvNode[],
  tag: number,
  context: SchemaContext,
): Record<string, unknown> {
  const shape: Record<string, unknown> = {};
  let position = 0;
  for (const { key, kind, field, since } of entries) {
    const isOfVersion = since === undefined || isAtLeast(context.version, since);
    let child = isOfVersion ? children[position] : undefined;
    if (kind === 'repeated') {
      const found: unknown[] = [];
      for (; child?.tag === field.tag; child = children[position]) {
        found.push(field.read(child, context));
        position++;
      }
      shape[key] = found;
    } else if (child?.tag === field.tag) {
      shape[key] = field.read(child, context);
      position++;
    } else if (kind === 'field') {
      const place = child === undefined ? 'it ends' : `${tagName(child.tag)} stands there`;
      throw new SchemaError(`${tagName(tag)} needs ${tagName(field.tag)}, but ${place}.`);
    }
  }
  const surplus = children[position];
  if (surplus !== undefined) {
    throw new SchemaError(
      `${tagName(surplus.tag)} is not expected at this place of ${tagName(tag)} in KMIP ${context.version.major}.${context.version.minor}.`,
    );
  }
  return shape;
}

/** The children that have one of the tags, in the order of these. */
function inOrderOf(tags: readonly number[], nodes: readonly TtlvNode[]): TtlvNode[] {
  const children: TtlvNode[] = [];
  for (const tag of tags) for (const node of nodes) if (node.tag === tag) children.push(node);
  return children;
}

function writeMembers(entries: readonly Entry[], value: unknown, context: SchemaContext): TtlvNode[] {
  const shape = value as Record<string, unknown>;
  const children: TtlvNode[] = [];
  for (const { key, kind, field, since } of entries) {
    const given = shape[key];
    if (given === undefined || (since !== undefined && !isAtLeast(context.version, since))) continue;
    if (kind !== 'repeated') children.push(field.write(given, context));
    else for (const item of given as readonly unknown[]) children.push(field.write(item, context));
  }
  return children;
}
