import { describe, expect, it } from 'vitest';
import type { CmdletExample } from '../../src/cmdlet/cmdlet.ts';
import { cmdlets, testShell } from './shell.ts';

describe.each(cmdlets.map((cmdlet) => [cmdlet.name, cmdlet] as const))('%s', (_name, cmdlet) => {
  it('has a synopsis and examples', () => {
    expect(cmdlet.synopsis).toMatch(/\.$/);
    expect(cmdlet.examples.length).toBeGreaterThan(0);
  });

  it.each(cmdlet.examples.map((example) => [example.title, example] as const))(
    'runs: %s',
    (_title, example) => {
      runExample(example);
    },
  );
});

function runExample(example: CmdletExample): void {
  const shell = testShell();
  if (example.needs !== undefined) {
    const parsed = shell.outcome(`$null = { ${example.code} }`);
    expect(parsed.error?.message).toBeUndefined();
    return;
  }
  if (example.before !== undefined) shell.outcome(example.before);
  const { error, errors } = shell.outcome(example.code);
  expect([error?.message, ...errors].filter((each) => each !== undefined)).toEqual([]);
}
