import type { Scope } from './scope.ts';

/** The global session or a module: the scopes in which its functions look names up. */
export interface SessionState {
  /** Null for the global session. */
  readonly moduleName: string | null;
  /** The outermost scope: the session's or the module's own. */
  readonly scope: Scope;
  /** The scope of what runs in it now: the parent of the next call's scope. */
  current: Scope;
}
