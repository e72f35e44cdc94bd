import type { RequiredModule, ScriptRequirements } from '../language/ast.ts';
import { type ErrorFacts, runtimeError, TerminatingError } from '../values/error-record.ts';
import type { Runspace } from './runspace.ts';
import { LANGUAGE_VERSION } from './start-variables.ts';

/** What the `#requires` lines of a script ask for, before anything of it runs. Throws ScriptRequiresException. */
export function meetRequirements(
  runspace: Runspace,
  requirements: ScriptRequirements | null,
  script: string,
): void {
  if (requirements === null) return;
  const { version, editions } = requirements;
  if (version !== null && isNewer(version, LANGUAGE_VERSION)) {
    throw refusal(
      script,
      `requires version ${version} of PowerShell; this shell speaks ${LANGUAGE_VERSION}.`,
      {
        id: 'ScriptRequiresUnmatchedPSVersion',
        category: 'ResourceUnavailable',
      },
    );
  }
  if (editions.length > 0 && !editions.some((edition) => edition.toLowerCase() === 'core')) {
    throw refusal(script, `is for the edition ${editions.join(', ')} of PowerShell; this shell is Core.`, {
      id: 'ScriptRequiresUnmatchedPSEdition',
      category: 'ResourceUnavailable',
    });
  }
  const missing = requirements.modules.filter((module) => !bringIn(runspace, module));
  if (missing.length > 0) {
    const names = missing.map((module) => module.name).join(', ');
    throw refusal(script, `requires modules that are not there: ${names}.`, {
      id: 'ScriptRequiresMissingModules',
      category: 'ResourceUnavailable',
    });
  }
}

/** Loads a module that is not loaded yet; false where there is none of that name. */
function bringIn(runspace: Runspace, module: RequiredModule): boolean {
  try {
    runspace.modules.import(module.name, { global: true });
    return true;
  } catch (error) {
    if (error instanceof TerminatingError) return false;
    throw error;
  }
}

function isNewer(version: string, than: string): boolean {
  const known = than.split('.').map(Number);
  const wanted = version.split('.').map(Number);
  const at = wanted.findIndex((part, index) => part !== (known[index] ?? 0));
  return at >= 0 && (wanted[at] ?? 0) > (known[at] ?? 0);
}

function refusal(script: string, why: string, facts: Pick<ErrorFacts, 'id' | 'category'>): Error {
  return runtimeError({
    ...facts,
    message: `The script '${script}' cannot be run: it ${why}`,
    target: script,
    exceptionType: 'System.Management.Automation.ScriptRequiresException',
  });
}
