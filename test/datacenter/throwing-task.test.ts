import { expect, test } from 'vitest';
import { atOnce, type Operation } from '../../src/datacenter/operation.ts';
import { smallLab } from './small-lab.ts';

test('an operation that throws ends its task, and what throws is told once', () => {
  const { datacenter, admin } = smallLab(1);
  const description = { descriptionId: 'test', name: 'Test_Task', entity: null };
  const operation: Operation<never> = atOnce(() => {
    throw new Error('a bug');
  });
  expect(() => datacenter.tasks.start(admin, description, operation)).toThrow('a bug');
  expect(datacenter.tasks.all().map(({ state }) => state)).toEqual(['error']);
  datacenter.tasks.drain();
});
