import { enumerate } from '../values/enumerate.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { customObject } from '../values/ps-custom-object.ts';
import { ScriptBlock } from '../values/script-block.ts';
import { toText } from '../values/to-text.ts';
import type { TypeInfo, TypeMember } from '../values/type-info.ts';
import { defineType } from '../values/type-registry.ts';
import { isNull, NetObject, type Value } from '../values/value.ts';
import type { Frame } from './frame.ts';

/** A part of `$ExecutionContext` or `$PSCmdlet.SessionState`, bound to the frame that asked for it. */
class EngineValue extends NetObject {
  readonly frame: Frame;
  readonly #type: TypeInfo;
  constructor(type: TypeInfo, frame: Frame) {
    super();
    this.#type = type;
    this.frame = frame;
  }

  get type(): TypeInfo {
    return this.#type;
  }
}

export function executionContextValue(frame: Frame): Value {
  return new EngineValue(engineIntrinsicsType, frame);
}

export function sessionStateValue(frame: Frame): Value {
  return new EngineValue(sessionStateType, frame);
}

function frameOf(self: Value): Frame {
  return (self as EngineValue).frame;
}

function part(name: string, type: () => TypeInfo): TypeMember {
  return { kind: 'Property', name, typeName: name, get: (self) => new EngineValue(type(), frameOf(self)) };
}

function method(
  name: string,
  signature: string,
  run: (frame: Frame, args: readonly Value[]) => Value | undefined,
): TypeMember {
  return {
    kind: 'Method',
    name,
    signatures: [signature],
    invoke: (self, args) => run(frameOf(self), args) ?? null,
  };
}

const AUTOMATION = 'System.Management.Automation.';

const engineIntrinsicsType: TypeInfo = defineType({
  fullName: `${AUTOMATION}EngineIntrinsics`,
  base: () => objectTypeInfo,
  members: () => [
    part('SessionState', () => sessionStateType),
    part('InvokeCommand', () => invokeCommandType),
    {
      kind: 'Property',
      name: 'Host',
      typeName: 'object',
      get: (self) => frameOf(self).scope.find('host')?.value ?? null,
    },
  ],
});

const sessionStateType: TypeInfo = defineType({
  fullName: `${AUTOMATION}SessionState`,
  base: () => objectTypeInfo,
  members: () => [
    part('PSVariable', () => variablesType),
    part('InvokeCommand', () => invokeCommandType),
    part('Path', () => pathType),
    {
      kind: 'Property',
      name: 'Module',
      typeName: 'PSModuleInfo',
      get: (self) => frameOf(self).runspace.moduleOf(frameOf(self).state),
    },
    { kind: 'Property', name: 'LanguageMode', typeName: 'PSLanguageMode', get: () => 'FullLanguage' },
  ],
});

const variablesType: TypeInfo = defineType({
  fullName: `${AUTOMATION}PSVariableIntrinsics`,
  base: () => objectTypeInfo,
  members: () => [
    method('Get', 'psvariable Get(string name)', (frame, [name = '']) => {
      const variable = frame.scope.find(toText(name).toLowerCase());
      return variable === undefined
        ? null
        : customObject([
            ['Name', variable.name],
            ['Value', variable.value],
          ]);
    }),
    method(
      'GetValue',
      'object GetValue(string name, object preset = null)',
      (frame, [name = '', preset = null]) => frame.scope.find(toText(name).toLowerCase())?.value ?? preset,
    ),
    method('Set', 'void Set(string name, object value)', (frame, [name = '', value = null]) => {
      frame.scope.define(toText(name), value);
      return undefined;
    }),
    method(
      'Remove',
      'void Remove(string name)',
      (frame, [name = '']) => void frame.scope.remove(toText(name)),
    ),
  ],
});

const invokeCommandType: TypeInfo = defineType({
  fullName: `${AUTOMATION}CommandInvocationIntrinsics`,
  base: () => objectTypeInfo,
  members: () => [
    method('ExpandString', 'string ExpandString(string source)', (frame, [text = '']) =>
      frame.runspace.expandString(frame, toText(text)),
    ),
    method(
      'InvokeScript',
      'object InvokeScript(string script, Params object[] args)',
      (frame, [script = null, ...args]) => {
        const block =
          script instanceof ScriptBlock ? script : frame.runspace.compileBlock(toText(script), null);
        return block.invoke(...args);
      },
    ),
    method('NewScriptBlock', 'scriptblock NewScriptBlock(string text)', (frame, [text = '']) =>
      frame.runspace.compileBlock(toText(text), null),
    ),
    method('GetCommand', 'CommandInfo GetCommand(string name, CommandTypes type)', (frame, [name = '']) => {
      const found = frame.runspace.sessionFor(frame).commands.find(toText(name));
      return found === undefined
        ? null
        : customObject([
            ['Name', found.name],
            ['CommandType', found.kind],
          ]);
    }),
  ],
});

const pathType: TypeInfo = defineType({
  fullName: `${AUTOMATION}PathIntrinsics`,
  base: () => objectTypeInfo,
  members: () => [
    {
      kind: 'Property',
      name: 'CurrentLocation',
      typeName: 'PathInfo',
      get: (self) => customObject([['Path', frameOf(self).runspace.sessionFor(frameOf(self)).location()]]),
    },
    method(
      'GetUnresolvedProviderPathFromPSPath',
      'string GetUnresolvedProviderPathFromPSPath(string path)',
      (frame, [path = '']) => frame.runspace.resolvePath(toText(path)),
    ),
    method('Combine', 'string Combine(string parent, string child)', (_frame, args) =>
      Array.from(enumerate([...args]), (arg) => (isNull(arg) ? '' : toText(arg))).join('/'),
    ),
  ],
});
