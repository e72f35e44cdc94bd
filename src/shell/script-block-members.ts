import { restrictedErrors } from '../language/check/data-section.ts';
import { toArray } from '../values/enumerate.ts';
import { scriptBlockMembers } from '../values/net/block-members.ts';
import { method, property, staticMethod, textArgument } from '../values/net/define.ts';
import { NetException } from '../values/net-exception.ts';
import { customObject } from '../values/ps-custom-object.ts';
import { scriptBlockType } from '../values/script-block.ts';
import { toText } from '../values/to-text.ts';
import { isTrue } from '../values/truth.ts';
import type { TypeMember } from '../values/type-info.ts';
import { isNull, type Value } from '../values/value.ts';
import { parseException } from './compile-text.ts';
import type { Runspace } from './runspace.ts';
import { Scope } from './scope.ts';
import { CompiledScriptBlock } from './script-block-value.ts';
import { SteppablePipeline } from './steppable-pipeline.ts';
import { syntaxOf } from './syntax-of-block.ts';

/** Gives script blocks the members that need the engine. */
export function completeScriptBlocks(runspace: Runspace): void {
  scriptBlockType.complete({
    members: () => [...scriptBlockMembers(), ...engineMembers()],
    statics: () => [
      staticMethod('scriptblock Create(string text)', (args) =>
        runspace.compileBlock(textArgument(args, 0), null),
      ),
    ],
  });
}

const engineMembers = (): TypeMember[] => [
  method('scriptblock GetNewClosure()', (self: CompiledScriptBlock) => closureOf(self)),
  method(
    [
      'SteppablePipeline GetSteppablePipeline()',
      'SteppablePipeline GetSteppablePipeline(CommandOrigin origin)',
      'SteppablePipeline GetSteppablePipeline(CommandOrigin origin, object[] args)',
    ],
    (self: CompiledScriptBlock) => {
      const stages = self.code.stages();
      if (stages === undefined)
        throw new NetException(
          'InvalidOperationException',
          'Only a script block that contains exactly one pipeline of commands can be converted.',
        );
      return new SteppablePipeline(self.runspace.current, stages);
    },
  ),
  method(
    'void CheckRestrictedLanguage(IEnumerable[string] commands, IEnumerable[string] variables, bool environment)',
    (self: CompiledScriptBlock, args) => {
      const { ast, source } = self.code;
      const permitted = {
        commands: new Set(namesIn(args[0])),
        variables: namesIn(args[1]),
        environment: isTrue(args[2] ?? false),
      };
      const errors = restrictedErrors(ast, permitted, source.text);
      if (errors.length > 0) throw parseException(errors, source);
      return undefined;
    },
  ),
  property('File', 'string', (self: CompiledScriptBlock) => self.file),
  property('IsFilter', 'bool', () => false),
  property('Module', 'psmoduleinfo', (self: CompiledScriptBlock) => self.runspace.moduleOf(self.state)),
  property('Attributes', 'object[]', () => []),
  property('StartPosition', 'object', (self: CompiledScriptBlock) => {
    const [line, column] = self.code.source.lineAndColumn(self.code.ast.extent.start);
    return customObject([
      ['StartLine', line],
      ['StartColumn', column],
      ['Content', self.text],
    ]);
  }),
  property('Ast', 'ScriptBlockAst', (self: CompiledScriptBlock) => syntaxOf(self.code)),
];

function namesIn(list: Value | undefined): string[] {
  return list === undefined || isNull(list) ? [] : toArray(list).map((name) => toText(name).toLowerCase());
}

/** The block with copies of the variables of the scope that is current now. */
function closureOf(block: CompiledScriptBlock): CompiledScriptBlock {
  const { current } = block.runspace;
  const closure = new Scope(block.state.scope, true);
  if (block.closure !== null)
    for (const [key, variable] of block.closure.variables) closure.variables.set(key, variable);
  for (const variable of current.scope.variables.values()) {
    if (!variable.options.includes('Constant')) closure.define(variable.name, variable.value);
  }
  return new CompiledScriptBlock(block.code, block.runspace, block.state, closure);
}
