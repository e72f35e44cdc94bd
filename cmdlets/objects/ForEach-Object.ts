import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { propertyValue } from '../../src/format/object-properties.ts';
import { invokeMethod } from '../../src/values/member.ts';
import { listMembers, propertyNames } from '../../src/values/member-list.ts';
import type { ScriptBlock } from '../../src/values/script-block.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { wildcardPattern } from '../../src/values/wildcard.ts';

interface State {
  readonly each: ((object: Value) => void) | undefined;
  readonly end: ScriptBlock | undefined;
}

export default defineCmdlet({
  name: 'ForEach-Object',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['foreach', '%'],
  synopsis: 'Runs a script block for each object, or takes a member of each.',
  description:
    'The block finds the object in $_. With several blocks the first runs before and the last after the objects.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
    Begin: { type: 'scriptblock', sets: ['ScriptBlockSet'], help: 'Runs once before the first object.' },
    Process: {
      type: 'scriptblock',
      array: true,
      mandatory: ['ScriptBlockSet'],
      position: { ScriptBlockSet: 0 },
      sets: ['ScriptBlockSet'],
      allowNull: true,
      allowEmpty: true,
      help: 'Runs for each object, which is $_.',
    },
    End: { type: 'scriptblock', sets: ['ScriptBlockSet'], help: 'Runs once after the last object.' },
    RemainingScripts: {
      type: 'scriptblock',
      array: true,
      remaining: true,
      sets: ['ScriptBlockSet'],
      allowNull: true,
      allowEmpty: true,
      help: 'Further blocks for each object.',
    },
    MemberName: {
      type: 'string',
      mandatory: ['PropertyAndMethodSet'],
      position: { PropertyAndMethodSet: 0 },
      sets: ['PropertyAndMethodSet'],
      wildcard: true,
      help: 'A property to take or a method to call.',
    },
    ArgumentList: {
      type: 'object',
      array: true,
      remaining: true,
      sets: ['PropertyAndMethodSet'],
      aliases: ['Args'],
      help: 'Arguments of the method.',
    },
    Parallel: {
      type: 'scriptblock',
      sets: ['ParallelParameterSet'],
      mandatory: ['ParallelParameterSet'],
      help: 'Refused: commands run one after another.',
    },
    ThrottleLimit: {
      type: 'int',
      sets: ['ParallelParameterSet'],
      hidden: true,
      help: 'Only with -Parallel.',
    },
    TimeoutSeconds: {
      type: 'int',
      sets: ['ParallelParameterSet'],
      hidden: true,
      help: 'Only with -Parallel.',
    },
    AsJob: { type: 'switch', sets: ['ParallelParameterSet'], hidden: true, help: 'Only with -Parallel.' },
  },
  defaultParameterSet: 'ScriptBlockSet',
  output: ['System.Object'],
  impact: 'none',
  examples: [
    { title: 'For each object', code: '1..3 | ForEach-Object { $_ * 2 }' },
    { title: 'A member of each', code: "'app', 'db' | ForEach-Object ToUpper" },
    { title: 'Before and after', code: '1..3 | ForEach-Object { $sum = 0 } { $sum += $_ } { $sum }' },
  ],
  begin(args, invocation): State {
    if (args.Parallel) throwNoParallel(invocation);
    if (args.MemberName !== undefined) {
      const name = args.MemberName;
      const given = args.ArgumentList;
      return { each: (object) => takeMember(invocation, object, name, given), end: undefined };
    }
    const blocks = blocksInOrder(args);
    const sink = (value: Value): void => invocation.write(value);
    blocks.begin?.run({ dotSource: true }, sink);
    const runs = blocks.each.map((block) => block.perItem());
    const [only] = runs;
    if (only && runs.length === 1) return { each: (object) => only(object, sink), end: blocks.end };
    return {
      each: (object) => {
        for (const run of runs) run(object, sink);
      },
      end: blocks.end,
    };
  },
  process(args, invocation, state) {
    if (args.InputObject !== undefined) state.each?.(args.InputObject);
    else if (!invocation.expectsInput) state.each?.(null);
  },
  end: (_args, invocation, state) => state.end?.run({ dotSource: true }, (value) => invocation.write(value)),
});

interface Blocks {
  readonly begin: ScriptBlock | undefined;
  readonly each: readonly ScriptBlock[];
  readonly end: ScriptBlock | undefined;
}

/** Of several blocks without names the first is begin and, from three on, the last is end, where those are not given. */
function blocksInOrder(args: {
  Begin: ScriptBlock | undefined;
  Process: readonly (ScriptBlock | null)[] | undefined;
  End: ScriptBlock | undefined;
  RemainingScripts: readonly (ScriptBlock | null)[] | undefined;
}): Blocks {
  const all = [...(args.Process ?? []), ...(args.RemainingScripts ?? [])];
  let from = 0;
  let to = all.length;
  let begin = args.Begin ?? null;
  let end = args.End ?? null;
  if (args.Begin === undefined && to - from > 1) begin = all[from++] ?? null;
  if (args.End === undefined && to - from > 1) end = all[--to] ?? null;
  return {
    begin: begin ?? undefined,
    each: all.slice(from, to).filter((block) => block !== null),
    end: end ?? undefined,
  };
}

function takeMember(
  invocation: Invocation,
  object: Value,
  name: string,
  given: readonly Value[] | undefined,
): void {
  if (object === null) {
    invocation.writeError({
      message: 'Input to this cmdlet is null. Provide an object.',
      id: 'InputObjectIsNull',
      category: 'InvalidArgument',
      exceptionType: 'System.Management.Automation.PSArgumentNullException',
    });
    return;
  }
  const pattern = wildcardPattern(name);
  const value = given === undefined ? propertyValue(object, name) : undefined;
  if (value !== undefined) {
    writeEach(invocation, value);
    return;
  }
  const properties = given === undefined ? propertyNames(object).filter((own) => pattern.test(own)) : [];
  const methods = listMembers(object)
    .filter(({ name: own, memberType }) => memberType.endsWith('Method') && pattern.test(own))
    .map(({ name: own }) => own);
  const [member, ...more] = [...properties, ...methods];
  if (member === undefined) {
    invocation.writeError({
      message: `Input name "${name}" cannot be resolved to a ${given ? 'method' : 'property'}.`,
      id: given ? 'MethodNotFound' : 'PropertyOrMethodNotFound',
      category: 'ObjectNotFound',
      target: name,
      exceptionType: 'System.Management.Automation.PSArgumentException',
    });
  } else if (more.length > 0) {
    invocation.writeError({
      message: `Input name "${name}" is ambiguous. It can be resolved to multiple matched members. Possible matches include: ${[member, ...more].join(', ')}.`,
      id: 'AmbiguousPropertyOrMethodName',
      category: 'InvalidArgument',
      target: name,
      exceptionType: 'System.Management.Automation.PSArgumentException',
    });
  } else if (properties.length > 0) {
    writeEach(invocation, propertyValue(object, member) ?? null);
  } else if (invocation.shouldProcess(toText(object), `ForEach-Object ${member}`)) {
    writeEach(invocation, invokeMethod(object, member, given ?? []));
  }
}

function writeEach(invocation: Invocation, value: Value): void {
  if (Array.isArray(value)) invocation.writeAll(value);
  else invocation.write(value);
}

function throwNoParallel(invocation: Invocation): never {
  invocation.throwTerminating({
    message: 'ForEach-Object -Parallel is not available: the commands of this shell run one after another.',
    id: 'ParallelNotSupported',
    category: 'NotImplemented',
    advice: 'ForEach-Object -Process { … }',
    exceptionType: 'System.Management.Automation.PSNotSupportedException',
  });
}
