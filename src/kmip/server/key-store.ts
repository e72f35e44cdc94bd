/**
 * Where a KMIP server keeps its objects: a port, so that the datacenter can put sealed, durable,
 * shared rows behind it and a test a map. Everything is synchronous: requests that come together read and commit
 * in one transaction, and their answers leave after it.
 */
export interface KeyStore {
  /**
   * Runs `body` once, with sole access over all processes that share the store. What it put and
   * deleted is durable when `transact` returns; when it throws, nothing has changed and the error
   * comes through. Without changes nothing is written. `body` is synchronous and keeps no reference
   * to `objects`. A store that cannot be read or written throws `KeyStoreUnavailable`.
   */
  transact<T>(body: (objects: KmsObjects) => T, options?: TransactionOptions): T;
  /** Runs a `body` that changes nothing on what is committed now, without waiting for anybody. */
  read<T>(body: (objects: KmsObjects) => T): T;
}

export interface TransactionOptions {
  /**
   * A power failure may take the changes back: they are durable with the next transaction that is. A killed process
   * loses nothing.
   */
  readonly mayWait?: boolean;
}

/** The objects inside one transaction; reads see what the transaction has put. */
export interface KmsObjects {
  get(id: string): KmsObject | undefined;
  /** The objects of `owner`, or all, in order of creation (`createdAt`). */
  list(owner?: string): Iterable<KmsObject>;
  /** The objects of `owner` that have this Name, an Attribute Value as `StoredAttribute.ttlv`; in order of creation. */
  named(owner: string, ttlv: string): Iterable<KmsObject>;
  /** A copy of an object's secret bytes in a buffer of its own, which the caller zeroises; undefined when it has none. */
  material(id: string): Uint8Array | undefined;
  /**
   * Adds or replaces an object. `material` is new secret bytes: the store seals a copy and
   * zeroises `material` before it returns. Without it the object keeps the material it has.
   */
  put(object: KmsObject, material?: Uint8Array): void;
  /** Overwrites and forgets an object's material for good; the object stays. */
  forgetMaterial(id: string): void;
  /** Forgets object and material. */
  delete(id: string): void;
  /** Runs a part of the transaction. When it throws, what it changed is undone, and the error comes through. */
  attempt<T>(part: () => T): T;
}

/**
 * An object without its secret bytes: plain JSON. Attributes that follow from other fields (Unique
 * Identifier, Object Type, State, Lease Time) are not among `attributes`.
 */
export interface KmsObject {
  readonly id: string;
  /** Who made it: the client's identity by its certificate. Others see nothing of it. */
  readonly owner: string;
  /** The user that a credential in the request named, when there was one. */
  readonly user?: string;
  /** Milliseconds since 1970 with a fraction that keeps creations of one instant in order. */
  readonly createdAt: number;
  readonly objectType: number;
  /** As last written: dates may have passed since (see `currentState`). */
  readonly state: number;
  readonly attributes: readonly StoredAttribute[];
  readonly keyFormatType?: number;
  readonly secretDataType?: number;
  readonly opaqueDataType?: number;
  /** A Template's content. */
  readonly template?: readonly StoredAttribute[];
  readonly archived?: boolean;
  /** How often Get has given it out, for the default member of its group. */
  readonly served: number;
}

export interface StoredAttribute {
  readonly name: string;
  readonly index: number;
  /** The Attribute Value item in TTLV, as lower-case hexadecimal: exact for every type, and equal when the values are. */
  readonly ttlv: string;
}

/** The values of an object's Names. */
export function namesOf(object: KmsObject): string[] {
  return object.attributes.filter(({ name }) => name === 'Name').map(({ ttlv }) => ttlv);
}

/** The store cannot be used now; the server answers General Failure. The message is for its operator's log. */
export class KeyStoreUnavailable extends Error {
  override readonly name = 'KeyStoreUnavailable';
}
