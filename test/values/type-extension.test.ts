import { expect, test } from 'vitest';
import { getProperty } from '../../src/values/member.ts';
import { objectOf, objectType } from '../../src/values/object-type.ts';
import { extendType, removeTypeMember } from '../../src/values/type-info.ts';

const machine = objectType<{ readonly name: string }>()({
  name: 'ExtensionTestMachine',
  fullName: 'Test.ExtensionTestMachine',
  properties: { Name: { type: 'string', get: ({ name }) => name } },
});

test('a property that is given to a type is on every object of it, until it is taken back', () => {
  const object = objectOf(machine, { name: 'app-01' });
  extendType(machine, {
    name: 'Shout',
    kind: 'ScriptProperty',
    typeName: 'string',
    get: (self) => `${getProperty(self, 'name') as string}!`,
  });
  expect(getProperty(object, 'shout')).toBe('app-01!');
  expect(removeTypeMember(machine, 'SHOUT')).toBe(true);
  expect(getProperty(object, 'shout')).toBeUndefined();
  expect(removeTypeMember(machine, 'Shout')).toBe(false);
});
