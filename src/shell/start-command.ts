import { type InvocationInfo, TerminatingError } from '../values/error-record.ts';
import { ScriptBlock } from '../values/script-block.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import type { Argument, CommandCall } from './argument.ts';
import { CmdletProcessor } from './cmdlet-processor.ts';
import type { Command } from './command.ts';
import { FunctionProcessor } from './function-processor.ts';
import { invocationInfo } from './invocation-info.ts';
import { NativeProcessor } from './native-processor.ts';
import type { Processor } from './pipeline.ts';
import { CompiledScriptBlock } from './script-block-value.ts';

/** A processor for a command by name, or for a script block. Throws CommandNotFoundException. */
export function startCommand(call: CommandCall, callee: Value): Processor {
  if (callee instanceof ScriptBlock) return startBlock(call, callee);
  const name = toText(callee);
  const command = found(call, name);
  return startFound(call, command, name);
}

function found(call: CommandCall, name: string): Command {
  try {
    return call.frame.runspace.lookup.find(call.frame, name);
  } catch (error) {
    if (error instanceof TerminatingError) error.record.invocation ??= invocationInfo(call, name);
    throw error;
  }
}

export function startFound(call: CommandCall, command: Command, writtenName: string): Processor {
  const name = command.name;
  if (command.kind !== 'Application' && call.args.some((argument) => argument.name === '?'))
    return startCommand({ ...call, args: [helpTopic(command)] }, 'Get-Help');
  switch (command.kind) {
    case 'Cmdlet':
      return new CmdletProcessor(call, command.cmdlet, commandSuffix(command.name, command.moduleName));
    case 'Application':
      return new NativeProcessor(call, command.path);
    case 'ExternalScript':
    case 'Script': {
      const path = command.kind === 'ExternalScript' ? command.path : undefined;
      const info = written(invocationInfo(call, name, path), call, writtenName);
      return new FunctionProcessor(call, {
        block: command.block,
        name,
        info,
        dotSource: call.dotSource,
        isScript: true,
      });
    }
    default: {
      const info = written(invocationInfo(call, name), call, writtenName);
      return new FunctionProcessor(call, {
        block: command.block,
        name,
        info,
        dotSource: call.dotSource,
        isScript: false,
      });
    }
  }
}

/** `-?`, whatever stands beside it, asks for the help of a command and does not run it. */
function helpTopic(command: Command): Argument {
  const topic = command.kind === 'ExternalScript' ? command.path : command.name;
  return { name: null, value: topic, text: topic, fromSplat: false };
}

function written(info: InvocationInfo, call: CommandCall, name: string): InvocationInfo {
  info.invocationName = call.operator === '' ? name : call.operator;
  return info;
}

function startBlock(call: CommandCall, block: ScriptBlock): Processor {
  if (!(block instanceof CompiledScriptBlock)) throw new Error('every script block is compiled');
  const info = written(invocationInfo(call, ''), call, call.operator);
  return new FunctionProcessor(call, { block, name: '', info, dotSource: call.dotSource, isScript: false });
}

/** Classes that are not named after their cmdlet. */
const CLASS_NAMES: ReadonlyMap<string, string> = new Map([['Format-Hex', 'FormatHex']]);

/** What ends FullyQualifiedErrorId: PowerShell's own cmdlets are named by their class. */
export function commandSuffix(name: string, moduleName: string): string {
  if (moduleName !== '' && !moduleName.startsWith('Microsoft.PowerShell.')) return name;
  if (moduleName === '') return name;
  return `Microsoft.PowerShell.Commands.${CLASS_NAMES.get(name) ?? `${name.replace('-', '')}Command`}`;
}
