import { terminatingError } from '../cmdlet/error.ts';
import { toText } from '../values/to-text.ts';
import { isTrue } from '../values/truth.ts';
import { isNull } from '../values/value.ts';
import type { CommandRuntime } from './command-runtime.ts';

const LEVELS: readonly string[] = ['none', 'low', 'medium', 'high'];
const YES = 0;
const YES_TO_ALL = 1;
const NO = 2;

/** -WhatIf and -Confirm: true when the change may be made. */
export function confirmChange(
  runtime: CommandRuntime,
  target: string,
  action: string,
  detail: string | undefined,
): boolean {
  const text = `Performing the operation "${action}" on target "${target}".`;
  if (whatIf(runtime)) {
    runtime.host.streams.err(`What if: ${text}${detail === undefined ? '' : ` ${detail}`}\n`);
    return false;
  }
  if (!asks(runtime)) {
    runtime.verbose(text);
    return true;
  }
  if (runtime.confirmAll !== undefined) return runtime.confirmAll;
  const message = `Are you sure you want to perform this action?\n${text}${detail === undefined ? '' : `\n${detail}`}`;
  const answer = runtime.host.prompts.choice(
    'Confirm',
    message,
    [
      { label: '&Yes', help: 'Continue with only the next step of the operation.' },
      { label: 'Yes to &All', help: 'Continue with all the steps of the operation.' },
      { label: '&No', help: 'Skip this operation and proceed with the next operation.' },
      { label: 'No to A&ll', help: 'Skip this operation and all subsequent operations.' },
    ],
    YES,
  );
  if (answer === undefined) throw noPrompt(text, '-Confirm:$false');
  if (answer === YES_TO_ALL) runtime.confirmAll = true;
  else if (answer > NO) runtime.confirmAll = false;
  return answer === YES || answer === YES_TO_ALL;
}

function whatIf(runtime: CommandRuntime): boolean {
  const given = runtime.common.get('whatif') ?? runtime.frame.scope.find('whatifpreference')?.value;
  return given !== undefined && !isNull(given) && isTrue(given);
}

/** True when the command's impact reaches `$ConfirmPreference`, or -Confirm was given. */
function asks(runtime: CommandRuntime): boolean {
  const given = runtime.common.get('confirm');
  if (given !== undefined) return isTrue(given);
  const preference = runtime.frame.scope.find('confirmpreference')?.value;
  const threshold = LEVELS.indexOf(toText(preference ?? 'High').toLowerCase());
  return threshold > 0 && LEVELS.indexOf(runtime.impact.toLowerCase()) >= threshold;
}

/** A yes-or-no question that does not depend on preferences. */
export function confirmQuery(
  runtime: CommandRuntime,
  query: string,
  caption: string,
  avoidBy: string,
): boolean {
  const answer = runtime.host.prompts.choice(
    caption,
    query,
    [
      { label: '&Yes', help: 'Continue.' },
      { label: '&No', help: 'Do not continue.' },
    ],
    YES,
  );
  if (answer === undefined) throw noPrompt(query, avoidBy);
  return answer === YES;
}

function noPrompt(question: string, avoidBy: string): Error {
  return terminatingError({
    message: `The command asks for a confirmation, and there is no terminal to ask at: ${question}`,
    id: 'PromptWithoutTerminal',
    category: 'InvalidOperation',
    why: 'Standard input is not a terminal, so nobody can answer.',
    advice: `Add ${avoidBy} to the command.`,
    exceptionType: 'System.Management.Automation.PSInvalidOperationException',
  });
}
