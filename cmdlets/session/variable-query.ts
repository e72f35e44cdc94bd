import type { Invocation } from '../../src/cmdlet/invocation.ts';
import type { ScopeId, VariableFacts } from '../../src/cmdlet/session.ts';
import { TerminatingError } from '../../src/values/error-record.ts';
import { hasWildcard, matchesWildcard } from '../../src/values/wildcard.ts';

export interface VariableQuery {
  readonly names: readonly string[];
  readonly include: readonly string[] | undefined;
  readonly exclude: readonly string[] | undefined;
  readonly scope: ScopeId | undefined;
}

/** The variables that a cmdlet's -Name, -Include, -Exclude and -Scope mean; a plain name that is none is an error. */
export function variablesMatching(invocation: Invocation, query: VariableQuery): VariableFacts[] {
  const found: VariableFacts[] = [];
  for (const name of query.names) {
    const wanted = name.replace(/^variable:/i, '');
    if (hasWildcard(wanted)) {
      found.push(
        ...invocation.session.variables.list(query.scope).filter(({ name }) => matchesWildcard(name, wanted)),
      );
      continue;
    }
    const facts = invocation.session.variables.facts(wanted, query.scope);
    if (facts) found.push(facts);
    else reportMissing(invocation, wanted);
  }
  const isWanted = (name: string): boolean =>
    (query.include?.some((pattern) => matchesWildcard(name, pattern)) ?? true) &&
    !query.exclude?.some((pattern) => matchesWildcard(name, pattern));
  return found.filter(({ name }) => isWanted(name));
}

/** Changes a variable; one that may not be changed is an error of its own, and the next is gone on with. */
export function changeVariable(invocation: Invocation, change: () => void): boolean {
  try {
    change();
    return true;
  } catch (error) {
    if (!(error instanceof TerminatingError) || !/^Variable(?:Not|CannotBe)/.test(error.record.errorId))
      throw error;
    invocation.writeError(error.record);
    return false;
  }
}

function reportMissing(invocation: Invocation, name: string): void {
  invocation.writeError({
    message: `Cannot find a variable with the name '${name}'.`,
    id: 'VariableNotFound',
    category: 'ObjectNotFound',
    target: name,
    exceptionType: 'System.Management.Automation.ItemNotFoundException',
  });
}
