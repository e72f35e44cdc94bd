import { Collection } from '../collection.ts';
import { credentialType, PSCredential, SecureString, secureString, secureStringType } from '../credential.ts';
import { defineGeneric } from '../generic-type.ts';
import { psCollectionType } from '../list-methods.ts';
import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { customObject } from '../ps-custom-object.ts';
import type { ScriptBlock } from '../script-block.ts';
import { toText } from '../to-text.ts';
import type { TypeDeclaration, TypeInfo, TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import type { Value } from '../value.ts';
import { listArgument, method, property } from './define.ts';
import { delegateMembers, delegateOf } from './ps-method.ts';

/** Members of credentials and secure strings. */
export function completeCredentials(): void {
  secureStringType.complete({ members: secureMembers, construct: () => secureString('') });
  credentialType.complete({
    members: credentialMembers,
    construct: ([userName = '', password]) => {
      if (!(password instanceof SecureString))
        throw new NetException('ArgumentNullException', "Value cannot be null. (Parameter 'password')");
      return new PSCredential(toText(userName), password);
    },
  });
}

const secureMembers = (): TypeMember[] => [
  property('Length', 'int', (self: SecureString) => self.length),
  method('void Dispose()', (self: SecureString) => self.dispose() as undefined),
  method('void MakeReadOnly()', () => undefined),
  method('securestring Copy()', (self: SecureString) => self),
];

const credentialMembers = (): TypeMember[] => [
  property('UserName', 'string', (self: PSCredential) => self.userName),
  property('Password', 'securestring', (self: PSCredential) => self.password),
  method('object GetNetworkCredential()', (self: PSCredential) => {
    const [domain = '', name = self.userName] = self.userName.includes('\\')
      ? self.userName.split('\\')
      : ['', self.userName];
    const network = customObject(
      [
        ['UserName', name],
        ['Domain', domain],
      ],
      'System.Net.NetworkCredential',
    );
    network.added = new Map([
      [
        'password',
        {
          name: 'Password',
          kind: 'ScriptProperty',
          typeName: 'string',
          hidden: true,
          get: () => self.password.reveal((text) => text),
        },
      ],
    ]);
    return network;
  }),
];

/** Delegates are script blocks: Func, Action and Predicate take any, and methods by their name. */
export function defineDelegates(): void {
  const takes = (parameters: readonly TypeInfo[]): Omit<TypeDeclaration, 'fullName'> => ({
    base: () => objectTypeInfo,
    members: delegateMembers,
    convert: (value, type) => delegateOf(value, parameters, type),
  });
  for (let count = 1; count <= 17; count++) {
    defineGeneric('System.Func', count, (types) => takes(types.slice(0, -1)));
    if (count < 17) defineGeneric('System.Action', count, takes);
  }
  defineGeneric('System.Converter', 2, (types) => takes(types.slice(0, -1)));
  for (const name of ['Predicate', 'EventHandler']) defineGeneric(`System.${name}`, 1, takes);
  defineGeneric('System.Comparison', 1, ([type = objectTypeInfo]) => takes([type, type]));
  defineType({ fullName: 'System.Action', ...takes([]) });
  defineType({ fullName: 'System.Text.RegularExpressions.MatchEvaluator', ...takes([]) });
}

/** Members of script blocks that need nothing of the engine; it adds the others. */
export const scriptBlockMembers = (): TypeMember[] => [
  method('object Invoke(Params object[] args)', (self: ScriptBlock, args) => invoked(self, args)),
  method('object InvokeReturnAsIs(Params object[] args)', (self: ScriptBlock, args) => self.invoke(...args)),
  method(
    'object InvokeWithContext(hashtable functions, object variables, Params object[] args)',
    (self: ScriptBlock, args) => {
      const variables = new Map<string, Value>();
      for (const variable of listArgument(args, 1)) {
        if (typeof variable === 'object' && variable !== null && 'properties' in variable) {
          const named = variable as ReturnType<typeof customObject>;
          variables.set(toText(named.get('Name') ?? ''), named.get('Value') ?? null);
        }
      }
      const values: Value[] = [];
      self.run({ variables, args: listArgument(args, 2) }, (value) => values.push(value));
      return new Collection(psCollectionType, 'list', values);
    },
  ),
  method('string ToString()', (self: ScriptBlock) => self.text),
  property('Id', 'guid', () => '00000000-0000-0000-0000-000000000000'),
];

function invoked(self: ScriptBlock, args: readonly Value[]): Collection {
  const values: Value[] = [];
  self.run({ args }, (value) => values.push(value));
  return new Collection(psCollectionType, 'list', values);
}
