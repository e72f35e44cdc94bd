import { isTrue } from '../values/truth.ts';
import { isNull, type Value } from '../values/value.ts';
import type { Scope } from './scope.ts';

/** -Verbose and -ErrorAction of a function hold for everything that it calls. */
export function applyPreferences(scope: Scope, common: ReadonlyMap<string, Value>): void {
  if (common.size === 0) return;
  for (const [parameter, variable] of PREFERENCES) {
    const value = common.get(parameter);
    if (value !== undefined) scope.define(variable, value);
  }
  const switches: readonly (readonly [string, string, string, string])[] = [
    ['verbose', 'VerbosePreference', 'Continue', 'SilentlyContinue'],
    ['debug', 'DebugPreference', 'Continue', 'SilentlyContinue'],
  ];
  for (const [parameter, variable, on, off] of switches) {
    const value = common.get(parameter);
    if (value !== undefined) scope.define(variable, isOn(value) ? on : off);
  }
  const whatIf = common.get('whatif');
  if (whatIf !== undefined) scope.define('WhatIfPreference', isOn(whatIf));
  const confirm = common.get('confirm');
  if (confirm !== undefined) scope.define('ConfirmPreference', isOn(confirm) ? 'Low' : 'None');
}

const PREFERENCES: readonly (readonly [string, string])[] = [
  ['erroraction', 'ErrorActionPreference'],
  ['warningaction', 'WarningPreference'],
  ['informationaction', 'InformationPreference'],
  ['progressaction', 'ProgressPreference'],
];

function isOn(value: Value): boolean {
  return !isNull(value) && isTrue(value);
}
