import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { argumentNull, method, staticMethod } from '../values/net/define.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { toText } from '../values/to-text.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { defineType } from '../values/type-registry.ts';
import { isNull, NetObject, type Value } from '../values/value.ts';

/** `[initialsessionstate]`: the modules that a session made from it starts with. */
export class InitialSessionState extends NetObject {
  readonly modules: string[] = [];

  get type(): TypeInfo {
    return initialSessionStateType;
  }
}

const create = (): Value => new InitialSessionState();

const initialSessionStateType: TypeInfo = defineType({
  fullName: 'System.Management.Automation.Runspaces.InitialSessionState',
  aliases: ['initialsessionstate'],
  accelerator: 'initialsessionstate',
  base: () => objectTypeInfo,
  statics: () => [
    staticMethod('initialsessionstate Create()', create),
    staticMethod('initialsessionstate CreateDefault()', create),
    staticMethod('initialsessionstate CreateDefault2()', create),
  ],
  members: () => [
    method('void ImportPSModule(string[] name)', (self: InitialSessionState, [name = null]) => {
      if (isNull(name)) throw argumentNull('name');
      self.modules.push(...(isEnumerable(name) ? [...enumerate(name)] : [name]).map((each) => toText(each)));
      return undefined;
    }),
  ],
});
