import type { Invocation } from '../cmdlet/invocation.ts';
import type { PlannedChange } from '../datacenter/planned-change.ts';
import type { Value } from '../values/value.ts';
import { reportFault, reportRefusal } from './report-fault.ts';

export interface ChangeWords<T> {
  /** As -WhatIf and the question name them: `app-01`, `Create folder`. */
  readonly name: string;
  readonly action: string;
  /** What an error is about; the name unless given. */
  readonly target?: Value;
  /** What was made, as an object of the shell; undefined for nothing. */
  readonly toValue: (made: T) => Value | undefined;
}

/** Reports what would be refused before anybody is asked, and with -WhatIf; else asks, changes, and writes the result. */
export function makeChange<T>(invocation: Invocation, change: PlannedChange<T>, words: ChangeWords<T>): void {
  const { name, action, target = name, toValue } = words;
  if (reportRefusal(invocation, change.check(), target)) return;
  if (!invocation.shouldProcess(name, action)) return;
  const made = change.make();
  if (!made.ok) {
    reportFault(invocation, made.fault, target);
    return;
  }
  const value = toValue(made.value);
  if (value !== undefined) invocation.write(value);
}
