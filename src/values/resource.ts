/**
 * A typed name under which the application gives cmdlets and object types something of its own (the
 * datacenter connections, say), so that the shell and the contract need not know what it is.
 */
export interface ResourceKey<T> {
  readonly name: string;
  /** Carries the type; never set. */
  readonly resource?: T;
}

export function resourceKey<T>(name: string): ResourceKey<T> {
  return { name };
}

/** Where resources are found; a `Session` is one. */
export interface ResourceScope {
  /** Throws when the application did not provide it: a bug, not a user's error. */
  resource<T>(key: ResourceKey<T>): T;
}
