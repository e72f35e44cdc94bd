import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { errorText } from '../../src/format/error-text.ts';
import { wrapText } from '../../src/format/wrap.ts';
import { connectionsKey } from '../../src/inventory/connection.ts';
import { TerminatingError } from '../../src/values/error-record.ts';
import { STEPS, type Step } from './steps.ts';

export default defineCmdlet({
  name: 'Start-Tutorial',
  module: 'vSeal',
  synopsis: 'Walks through encryption and encrypted vMotion in ten steps, on a lab that is thrown away.',
  description:
    'Each step says what it is about and shows a command; Enter runs it, another command may be typed instead, s skips the step and q ends. Your own datacenter is not touched. Without a terminal all steps run one after the other.',
  parameters: {
    Step: { type: 'int', position: 0, preset: 1, validateRange: [1, STEPS.length], help: 'Where to begin.' },
  },
  output: [],
  impact: 'none',
  examples: [{ title: 'From the beginning', code: 'Start-Tutorial', needs: 'a person at a terminal' }],
  links: ['about_vSeal', 'about_Encryption', 'about_vMotion'],
  process(args, invocation) {
    const { session } = invocation;
    session.resource(connectionsKey).onThrowAwayLab(() => {
      // Steps that are left out are made up for: later ones build on them.
      for (const step of STEPS.slice(0, args.Step - 1))
        if (step.changes) runQuietly(invocation, step.command);
      walk(invocation, args.Step - 1);
    });
  },
});

function walk(invocation: Invocation, first: number): void {
  for (const [at, step] of STEPS.entries()) {
    if (at < first) continue;
    say(invocation, step, at);
    if (!takeStep(invocation, step)) {
      out(invocation, `\nYou left the tutorial. Start-Tutorial ${at + 1} goes on from here.\n`);
      return;
    }
  }
  out(invocation, '\nThat was the tutorial; its lab is gone. Get-Help about_Encryption has the rest.\n');
}

/** Runs what the user wants of a step; false when the user leaves. */
function takeStep(invocation: Invocation, step: Step): boolean {
  const { prompts } = invocation.host;
  for (let ran = false; ; ran = true) {
    const hint = ran ? 'Enter goes on, or type a command' : 'Enter runs it, or type another';
    const typed = prompts.line(`${hint}  (s skips, q ends)`)?.trim();
    invocation.checkInterrupt();
    if (typed === undefined) {
      // Nobody is there to answer: a script, a pipe.
      out(invocation, `PS > ${step.command}\n`);
      run(invocation, step.command);
      return true;
    }
    if (/^q(uit)?$/i.test(typed)) return false;
    if (/^s(kip)?$/i.test(typed)) {
      if (step.changes && !ran) runQuietly(invocation, step.command);
      return true;
    }
    if (typed === '' && ran) return true;
    run(invocation, typed === '' ? step.command : typed);
    if (typed === '') return true;
  }
}

function say(invocation: Invocation, { title, text, command }: Step, at: number): void {
  invocation.host.streams.out(`\n${at + 1} of ${STEPS.length}  ${title}\n`, { foreground: 'Cyan' });
  const words = text.replaceAll('\n', ' ');
  out(invocation, `${wrapText(words, Math.min(100, invocation.host.width())).join('\n')}\n\n`);
  if (invocation.host.interactive) invocation.host.streams.out(`    ${command}\n`, { foreground: 'Yellow' });
}

function run(invocation: Invocation, command: string): void {
  guarded(invocation, `. { ${command}\n} | Out-Default`);
}

function runQuietly(invocation: Invocation, command: string): void {
  guarded(invocation, `. { ${command}\n} 2>$null 3>$null | Out-Null`);
}

/** An error is part of the lesson, not the end of it. */
function guarded(invocation: Invocation, text: string): void {
  try {
    invocation.session.compile(text).run({ dotSource: true }, () => undefined);
  } catch (error) {
    if (!(error instanceof TerminatingError)) throw error;
    invocation.host.streams.err(`${errorText(error.record)}\n`, { foreground: 'Red' });
  }
}

function out(invocation: Invocation, text: string): void {
  invocation.host.streams.out(text);
}
