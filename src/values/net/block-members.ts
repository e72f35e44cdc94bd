import { Collection } from '../collection.ts';
import { credentialType, PSCredential, SecureString, secureString, secureStringType } from '../credential.ts';
import { defineGeneric } from '../generic-type.ts';
import { psCollectionType } from '../list-methods.ts';
import { NetException } from '../net-exception.ts';
import { customObject } from '../ps-custom-object.ts';
import { ScriptBlock } from '../script-block.ts';
import { toText } from '../to-text.ts';
import type { TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import type { Value } from '../value.ts';
import { listArgument, method, property } from './define.ts';

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

/** Delegates are script blocks: Func, Action and Predicate take any. */
export function defineDelegates(): void {
  const convert = (value: Value): Value | undefined => (value instanceof ScriptBlock ? value : undefined);
  for (let count = 1; count <= 9; count++) {
    defineGeneric('System.Func', count, () => ({ convert }));
    defineGeneric('System.Action', count, () => ({ convert }));
  }
  for (const name of ['Predicate', 'Comparison', 'Converter', 'EventHandler']) {
    defineGeneric(`System.${name}`, name === 'Converter' ? 2 : 1, () => ({ convert }));
  }
  defineType({ fullName: 'System.Action', convert });
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
