import { expect, test } from 'vitest';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { defineEnum } from '../../src/values/enum-type.ts';
import { objectOf, objectType } from '../../src/values/object-type.ts';

const powerState = defineEnum({ fullName: 'Test.PowerState', values: ['PoweredOff', 'PoweredOn'] });

const machineType = objectType<{ name: string; memoryGB: number }>()({
  name: 'Machine',
  fullName: 'Test.Machine',
  properties: {
    Name: { type: 'string', get: (machine) => machine.name },
    MemoryGB: { type: 'double', get: (machine) => machine.memoryGB },
  },
  view: {
    table: [
      { property: 'Name', width: 20 },
      { property: 'MemoryGB', format: 'N3' },
    ],
  },
  resolveName: (_scope, _pattern, self) => [objectOf(self, { name: 'app-01', memoryGB: 4 })],
});

/** The point of this file is that it compiles: each annotation is what a cmdlet's author may rely on. */
const cmdlet = defineCmdlet({
  name: 'Set-Machine',
  synopsis: 'Changes a machine.',
  parameters: {
    Machine: {
      type: machineType,
      array: true,
      mandatory: true,
      position: 0,
      pipeline: 'value',
      help: 'Which.',
    },
    State: { type: powerState, help: 'Power.' },
    Mode: { type: 'string', validateSet: ['Fast', 'Slow'], preset: 'Fast', help: 'How.' },
    Count: { type: 'int', help: 'How many.' },
    Force: { type: 'switch', help: 'Asks nothing.' },
    When: { type: 'datetime', mandatory: ['Later'], sets: ['Later'], help: 'When.' },
  },
  defaultParameterSet: 'Now',
  output: [machineType],
  impact: 'medium',
  examples: [{ title: 'Start one', code: 'Set-Machine app-01 -State PoweredOn' }],
  begin: () => ({ seen: 0 }),
  process(args, invocation, state) {
    const names: string[] = args.Machine.map((machine) => machine.data.name);
    const power: 'PoweredOff' | 'PoweredOn' | undefined = args.State;
    const mode: 'Fast' | 'Slow' = args.Mode;
    const count: number | undefined = args.Count;
    const force: boolean = args.Force;
    const when: bigint | undefined = args.When?.ticks;
    // @ts-expect-error a parameter that is not declared
    const misspelt: unknown = args.Nmae;
    state.seen += names.length;
    invocation.verbose(`${String(misspelt)} ${power} ${mode} ${count} ${force} ${when}`);
    invocation.writeAll(args.Machine);
  },
});

test('a cmdlet is one declaration, and its arguments are typed by it', () => {
  expect(cmdlet.name).toBe('Set-Machine');
  expect(machineType.view()?.table?.[0]?.property).toBe('Name');
});
