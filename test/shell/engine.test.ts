import { expect, test } from 'vitest';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { objectOf, objectType } from '../../src/values/object-type.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';
import { testShell } from './test-shell.ts';

interface MachineData {
  readonly name: string;
  readonly memoryGB: number;
}

const machines: readonly MachineData[] = [
  { name: 'app-01', memoryGB: 4 },
  { name: 'app-02', memoryGB: 8 },
];

const machineType = objectType<MachineData>()({
  name: 'Machine',
  fullName: 'Test.Types.Machine',
  properties: {
    Name: { type: 'string', get: (machine) => machine.name },
    MemoryGB: { type: 'double', get: (machine) => machine.memoryGB },
  },
  identity: (machine) => machine.name,
  resolveName: (_scope, pattern, self) =>
    machines.filter(({ name }) => matchesWildcard(name, pattern)).map((machine) => objectOf(self, machine)),
});

const getMachine = defineCmdlet({
  name: 'Get-Machine',
  synopsis: 'Gives machines.',
  parameters: { Machine: { type: machineType, array: true, position: 0, pipeline: 'value', help: 'Which.' } },
  output: [machineType],
  impact: 'none',
  examples: [],
  process: (args, invocation) => invocation.writeAll(args.Machine ?? []),
});

test('a name on the command line stands for the objects it matches; from the pipeline it does not', () => {
  const shell = testShell(getMachine);
  expect(shell.run('(Get-Machine app-*).MemoryGB')).toEqual(['4', '8']);
  expect(shell.run('Get-Machine nosuch, app-02')).toEqual([
    "ERROR ObjectNotFoundByName,Get-Machine: Could not find Machine with name 'nosuch'.",
    'app-02',
  ]);
  expect(shell.run("'app-01' | Get-Machine")[0]).toMatch(
    /^ERROR ParameterArgumentTransformationError,Get-Machine/,
  );
  expect(shell.run('(Get-Machine app-01) -eq (Get-Machine app-01)')).toEqual(['True']);
});

test('-WhatIf says what would happen, on standard error, and changes nothing', () => {
  const shell = testShell();
  expect(shell.run('Remove-Thing a -WhatIf')).toEqual([]);
  expect(shell.host.err).toEqual(['What if: Performing the operation "Remove" on target "a".\n']);
});

test('a question is answered once for all when the answer says so', () => {
  const shell = testShell();
  shell.host.answers = [1];
  expect(shell.run('Remove-Thing a, b, c')).toEqual(['removed a Fast', 'removed b Fast', 'removed c Fast']);
  shell.host.answers = [2, 0];
  expect(shell.run('Remove-Thing a, b')).toEqual(['removed b Fast']);
});

test('exit, throw and the last statement decide the outcome', () => {
  const shell = testShell();
  shell.run('exit 3');
  expect(shell.last().exitCode).toBe(3);
  shell.run("throw 'x'");
  expect(shell.last().error?.message).toBe('x');
  shell.run('Nope-Nothing');
  expect(shell.last()).toMatchObject({ success: false, error: undefined });
  shell.run('1');
  expect(shell.last().success).toBe(true);
});

test('an endless loop stops at Ctrl-C, and finally still runs', () => {
  const shell = testShell();
  let looks = 0;
  shell.host.interrupted = () => ++looks > 3;
  expect(shell.run("try { while ($true) { } } finally { 'cleaned' }")).toEqual(['cleaned']);
  expect(shell.last().interrupted).toBe(true);
});

test('background work progresses while a script loops', () => {
  const shell = testShell();
  shell.run('foreach ($i in 1..5000) { $i }');
  expect(shell.host.drained).toBeGreaterThan(2);
});

test('limits end in errors, not in exhaustion', () => {
  const shell = testShell();
  expect(shell.run('function deep($n) { deep ($n + 1) }; deep 0')[0]).toMatch(/^ERROR CallDepthOverflow/);
  expect(shell.run('$a = 1..1000000000')[0]).toMatch(/^ERROR ArrayTooLarge/);
  expect(shell.run("$s = 'x' * 1000000000")[0]).toMatch(/^ERROR StringTooLong/);
  expect(shell.run("'still here'")).toEqual(['still here']);
});

test('a module brings what it exports and keeps the rest', () => {
  const text = 'function Get-Pub { Get-Priv }\nfunction Get-Priv { $script:state }\n$script:state = 42\n';
  const importer = defineCmdlet({
    name: 'Import-Module',
    synopsis: 'Imports.',
    parameters: { Name: { type: 'string', mandatory: true, position: 0, help: 'Which.' } },
    output: [],
    impact: 'none',
    examples: [],
    process: (args, invocation) => void invocation.session.modules.import(args.Name, {}),
  });
  const shell = testShell(importer);
  shell.host.stored.set('/scripts/M/M.psm1', Buffer.from(text));
  shell.host.stored.set(
    '/scripts/M/M.psd1',
    Buffer.from("@{ RootModule = 'M.psm1'; ModuleVersion = '1.2'; FunctionsToExport = 'Get-Pub' }"),
  );
  expect(shell.run('Import-Module ./M; Get-Pub')).toEqual(['42']);
  expect(shell.run('Get-Priv')[0]).toMatch(/^ERROR CommandNotFoundException/);
});
