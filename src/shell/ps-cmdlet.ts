import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { ErrorRecord } from '../values/error-record.ts';
import { Reference } from '../values/net/reference.ts';
import { NetException } from '../values/net-exception.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { toText } from '../values/to-text.ts';
import { isTrue } from '../values/truth.ts';
import type { TypeInfo, TypeMember } from '../values/type-info.ts';
import { defineType } from '../values/type-registry.ts';
import { NetObject, type Value } from '../values/value.ts';
import type { CommandRuntime } from './command-runtime.ts';
import { confirmDescribed, confirmEach } from './confirmation.ts';
import { sessionStateValue } from './session-state-value.ts';

/** `$PSCmdlet` of an advanced function. */
export class PSCmdletValue extends NetObject {
  readonly runtime: CommandRuntime;
  constructor(runtime: CommandRuntime) {
    super();
    this.runtime = runtime;
  }

  get type(): TypeInfo {
    return psCmdletType;
  }
}

function runtimeOf(self: Value): CommandRuntime {
  return (self as PSCmdletValue).runtime;
}

function property(name: string, typeName: string, get: (runtime: CommandRuntime) => Value): TypeMember {
  return { kind: 'Property', name, typeName, get: (self) => get(runtimeOf(self)) };
}

function method(
  name: string,
  signatures: readonly string[],
  run: (runtime: CommandRuntime, args: readonly Value[]) => Value | undefined,
): TypeMember {
  return {
    kind: 'Method',
    name,
    signatures,
    throwsThrough: true,
    invoke: (self, args) => run(runtimeOf(self), args) ?? null,
  };
}

/** A method that returns nothing. */
function action(
  name: string,
  signatures: readonly string[],
  run: (runtime: CommandRuntime, args: readonly Value[]) => void,
): TypeMember {
  return method(name, signatures, (runtime, args) => {
    run(runtime, args);
    return null;
  });
}

function recordArgument(value: Value | undefined): ErrorRecord {
  if (value instanceof ErrorRecord) return value;
  throw new NetException('ArgumentException', 'The argument must be an ErrorRecord.');
}

const psCmdletType = defineType({
  fullName: 'System.Management.Automation.PSScriptCmdlet',
  aliases: ['System.Management.Automation.PSCmdlet', 'System.Management.Automation.Cmdlet'],
  base: () => objectTypeInfo,
  interfaces: ['System.Management.Automation.PSCmdlet', 'System.Management.Automation.Cmdlet'],
  members: () => [
    property('ParameterSetName', 'string', (runtime) => runtime.parameterSet),
    property('MyInvocation', 'System.Management.Automation.InvocationInfo', (runtime) => runtime.info),
    property('SessionState', 'System.Management.Automation.SessionState', (runtime) =>
      sessionStateValue(runtime.frame),
    ),
    property('CommandRuntime', 'object', () => null),
    property('Host', 'object', (runtime) => runtime.frame.scope.find('host')?.value ?? null),
    method(
      'ShouldProcess',
      [
        'bool ShouldProcess(string target)',
        'bool ShouldProcess(string target, string action)',
        'bool ShouldProcess(string description, string warning, string caption)',
      ],
      (runtime, args) => shouldProcess(runtime, args),
    ),
    method(
      'ShouldContinue',
      [
        'bool ShouldContinue(string query, string caption)',
        'bool ShouldContinue(string query, string caption, ref yesToAll, ref noToAll)',
      ],
      (runtime, [query = '', caption = '', yesToAll, noToAll]) =>
        yesToAll instanceof Reference && noToAll instanceof Reference
          ? confirmEach(runtime, { query: toText(query), caption: toText(caption), yesToAll, noToAll })
          : runtime.shouldContinue(toText(query), toText(caption), '-Force'),
    ),
    method(
      'WriteObject',
      ['void WriteObject(object value)', 'void WriteObject(object value, bool enumerate)'],
      (runtime, [value = null, unroll = false]) => {
        if (isTrue(unroll) && isEnumerable(value)) runtime.writeAll(enumerate(value));
        else runtime.write(value);
        return undefined;
      },
    ),
    action('WriteError', ['void WriteError(ErrorRecord record)'], (runtime, [record]) =>
      runtime.writeError(recordArgument(record)),
    ),
    method('ThrowTerminatingError', ['void ThrowTerminatingError(ErrorRecord record)'], (runtime, [record]) =>
      runtime.throwTerminating(recordArgument(record)),
    ),
    action('WriteWarning', ['void WriteWarning(string text)'], (runtime, [text = '']) =>
      runtime.warning(toText(text)),
    ),
    action('WriteVerbose', ['void WriteVerbose(string text)'], (runtime, [text = '']) =>
      runtime.verbose(toText(text)),
    ),
    action('WriteDebug', ['void WriteDebug(string text)'], (runtime, [text = '']) =>
      runtime.debug(toText(text)),
    ),
    action(
      'WriteInformation',
      ['void WriteInformation(object message, string[] tags)'],
      (runtime, [message = null, tags = []]) =>
        runtime.information(
          message,
          Array.from(enumerate(tags), (tag) => toText(tag)),
        ),
    ),
    method(
      'GetVariableValue',
      ['object GetVariableValue(string name)', 'object GetVariableValue(string name, object preset)'],
      (runtime, [name = '', preset = null]) =>
        runtime.frame.scope.find(toText(name).toLowerCase())?.value ?? preset,
    ),
    method(
      'GetUnresolvedProviderPathFromPSPath',
      ['string GetUnresolvedProviderPathFromPSPath(string path)'],
      (runtime, [path = '']) => runtime.session.resolvePath(toText(path)),
    ),
  ],
});

function shouldProcess(runtime: CommandRuntime, args: readonly Value[]): boolean {
  const [first = '', second, third] = args.map((argument) => toText(argument));
  if (third !== undefined)
    return confirmDescribed(runtime, { description: first, question: second ?? '', caption: third });
  return runtime.shouldProcess(first, second);
}
