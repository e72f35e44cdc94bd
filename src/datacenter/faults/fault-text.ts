/** PowerShell's ErrorCategory names that faults map to. */
export type FaultCategory =
  | 'ObjectNotFound'
  | 'ResourceExists'
  | 'InvalidArgument'
  | 'AuthenticationError'
  | 'PermissionDenied'
  | 'InvalidOperation'
  | 'ResourceUnavailable'
  | 'ConnectionError'
  | 'SecurityError'
  | 'OperationStopped'
  | 'ResourceBusy'
  | 'NotImplemented'
  | 'WriteError';

export interface FaultText {
  /** Stable, for scripts: the fault's name and, where it has one, its reason. */
  readonly id: string;
  readonly category: FaultCategory;
  /** PowerCLI's own sentence. */
  readonly message: string;
  readonly why: string;
  /** What to do, with a command that can be run where there is one. */
  readonly remedy: string;
}

/** The words of one area's faults, each by its kind. */
export type FaultWords<F extends { readonly kind: string }> = {
  readonly [K in F['kind']]: (fault: Extract<F, { kind: K }>) => FaultText;
};

export const text = (
  id: string,
  category: FaultCategory,
  message: string,
  why: string,
  remedy: string,
): FaultText => ({ id, category, message, why, remedy });

/** A name as it is typed at the shell. */
export const quote = (name: string): string =>
  /^[\w.@-]+$/.test(name) ? name : `'${name.replaceAll("'", "''")}'`;
