import { terminatingError } from '../cmdlet/error.ts';
import type { Reference } from '../values/net/reference.ts';
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
  return change(runtime, {
    verbose: text,
    whatIf: `${text}${detail === undefined ? '' : ` ${detail}`}`,
    question: `Are you sure you want to perform this action?\n${text}${detail === undefined ? '' : `\n${detail}`}`,
    caption: 'Confirm',
  });
}

/** ShouldProcess with words of its own: what is done, the question, and its heading. */
export function confirmDescribed(
  runtime: CommandRuntime,
  words: { readonly description: string; readonly question: string; readonly caption: string },
): boolean {
  const { description, question, caption } = words;
  return change(runtime, { verbose: description, whatIf: description, question, caption });
}

interface ChangeWords {
  readonly verbose: string;
  readonly whatIf: string;
  readonly question: string;
  readonly caption: string;
}

function change(runtime: CommandRuntime, words: ChangeWords): boolean {
  const text = words.verbose;
  if (whatIf(runtime)) {
    runtime.host.streams.err(`What if: ${words.whatIf}\n`);
    return false;
  }
  if (!asks(runtime)) {
    runtime.verbose(text);
    return true;
  }
  if (runtime.confirmAll !== undefined) return runtime.confirmAll;
  const answer = runtime.host.prompts.choice(words.caption, words.question, FOUR_CHOICES, YES);
  if (answer === undefined) throw noPrompt(text, '-Confirm:$false');
  if (answer === YES_TO_ALL) runtime.confirmAll = true;
  else if (answer > NO) runtime.confirmAll = false;
  return answer === YES || answer === YES_TO_ALL;
}

const FOUR_CHOICES = [
  { label: '&Yes', help: 'Continue with only the next step of the operation.' },
  { label: 'Yes to &All', help: 'Continue with all the steps of the operation.' },
  { label: '&No', help: 'Skip this operation and proceed with the next operation.' },
  { label: 'No to A&ll', help: 'Skip this operation and all subsequent operations.' },
];

/** ShouldContinue that remembers an answer for all: in the references, as PowerShell's does. */
export function confirmEach(
  runtime: CommandRuntime,
  ask: {
    readonly query: string;
    readonly caption: string;
    readonly yesToAll: Reference;
    readonly noToAll: Reference;
  },
): boolean {
  if (isTrue(ask.yesToAll.value)) return true;
  if (isTrue(ask.noToAll.value)) return false;
  const answer = runtime.host.prompts.choice(ask.caption, ask.query, FOUR_CHOICES, YES);
  if (answer === undefined) throw noPrompt(ask.query, '-Force');
  if (answer === YES_TO_ALL) ask.yesToAll.assign(true);
  else if (answer > NO) ask.noToAll.assign(true);
  return answer === YES || answer === YES_TO_ALL;
}

function whatIf(runtime: CommandRuntime): boolean {
  const given = runtime.common.get('whatif') ?? runtime.frame.scope.find('whatifpreference')?.value;
  return given !== undefined && !isNull(given) && isTrue(given);
}

/** True when the command's impact reaches `$ConfirmPreference`, or -Confirm was given. */
function asks(runtime: CommandRuntime): boolean {
  const given = runtime.common.get('confirm');
  // What has no impact is never asked about.
  if (given !== undefined) return isTrue(given) && runtime.impact !== 'None';
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
