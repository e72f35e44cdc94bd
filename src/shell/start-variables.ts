import { placeInfo } from '../cmdlet/path-info.ts';
import { convertTo } from '../values/convert.ts';
import { defineEnum, isEnumValue } from '../values/enum-type.ts';
import { runtimeError } from '../values/error-record.ts';
import { type Dictionary, Hashtable } from '../values/hashtable.ts';
import { currentCulture, currentUICulture } from '../values/net/culture.ts';
import { int32Type } from '../values/numeric.ts';
import { customObject } from '../values/ps-custom-object.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { resolveTypeName } from '../values/type-name.ts';
import type { Value } from '../values/value.ts';
import { actionPreferenceType, confirmImpactType } from './common-parameters.ts';
import { createStyle } from './ps-style.ts';
import type { Runspace } from './runspace.ts';
import { executionContextValue } from './session-state-value.ts';
import { convertedVariable, LiveVariable, Variable } from './variable.ts';

/** The PowerShell version whose language this is. */
const errorViewType = defineEnum({
  fullName: 'System.Management.Automation.ErrorView',
  values: ['CategoryView', 'NormalView', 'ConciseView', 'DetailedView'],
});

const SUSPEND = actionPreferenceType.value('Suspend');

export const LANGUAGE_VERSION = '7.4.0';

/** Puts the automatic and preference variables into the global scope; gives those that all scopes share. */
export function defineStartVariables(runspace: Runspace): Variable[] {
  const { globalScope: scope, host } = runspace;
  const action = (name: 'Continue' | 'SilentlyContinue'): Value => actionPreferenceType.value(name);
  const preferences: readonly (readonly [string, Value])[] = [
    ['ErrorActionPreference', action('Continue')],
    ['WarningPreference', action('Continue')],
    ['VerbosePreference', action('SilentlyContinue')],
    ['DebugPreference', action('SilentlyContinue')],
    ['InformationPreference', action('SilentlyContinue')],
    ['ProgressPreference', action('Continue')],
    ['ConfirmPreference', confirmImpactType.value('High')],
    ['WhatIfPreference', false],
    ['ErrorView', errorViewType.value('ConciseView')],
    ['PSDefaultParameterValues', new Hashtable()],
    ['FormatEnumerationLimit', 4],
    ['MaximumHistoryCount', 4096],
    ['OutputEncoding', null],
    ['NestedPromptLevel', 0],
    ['PSNativeCommandArgumentPassing', 'Standard'],
    ['PSNativeCommandUseErrorActionPreference', false],
    ['StackTrace', ''],
  ];
  for (const [name, value] of preferences) {
    const variable = scope.define(name, value);
    if (isEnumValue(value)) variable.constraint = (next) => preferenceOf(next, value.enumType);
  }
  scope.remove('OutputEncoding');
  const constants: readonly (readonly [string, Value])[] = [
    ['HOME', host.files.homeFolder],
    ['PID', host.processId],
    ['PSHOME', host.startFolder],
    ['ShellId', 'Microsoft.PowerShell'],
    ['PSEdition', 'Core'],
    ['IsLinux', true],
    ['IsWindows', false],
    ['IsMacOS', false],
    ['IsCoreCLR', true],
    ['EnabledExperimentalFeatures', []],
  ];
  const shared: Variable[] = [];
  for (const [name, value] of constants) {
    const variable = scope.define(name, value);
    variable.options = ['Constant', 'AllScope'];
    shared.push(variable);
  }
  // The first and the last word of the line before; there is none yet.
  for (const name of ['$', '^']) scope.define(name, null);
  scope.define('PROFILE', `${host.files.homeFolder}/.config/vseal/profile.ps1`);
  shared.push(...liveVariables(runspace));
  return shared;
}

/** A preference of the session has its type for good; Suspend was for workflows, which are gone. */
function preferenceOf(value: Value, type: TypeInfo): Value {
  const wanted = convertedVariable(value, type);
  if (wanted !== SUSPEND) return wanted;
  throw runtimeError({
    message:
      'The ActionPreference value Suspend is only for workflows. Use Stop, Continue, SilentlyContinue, Ignore or Inquire.',
    id: 'RuntimeException',
    category: 'MetadataError',
    exceptionType: 'System.Management.Automation.ArgumentTransformationMetadataException',
  });
}

function liveVariables(runspace: Runspace): Variable[] {
  const { globalScope: scope } = runspace;
  const put = (variable: Variable): Variable => {
    scope.variables.set(variable.name.toLowerCase(), variable);
    return variable;
  };
  const error = put(new Variable('Error', runspace.errors));
  error.options = ['Constant', 'AllScope'];
  const exitCode = new LiveVariable(
    'LASTEXITCODE',
    () => runspace.exitCode,
    (value) => {
      const code = convertTo(value, int32Type);
      runspace.exitCode = typeof code === 'number' ? code : 0;
    },
  );
  put(exitCode);
  put(new LiveVariable('?', () => runspace.success));
  put(new LiveVariable('PWD', () => placeInfo(runspace.session, runspace.session.place())));
  put(new LiveVariable('ExecutionContext', () => executionContextValue(runspace.current)));
  let versions: Dictionary | undefined;
  put(
    new LiveVariable('PSVersionTable', () => {
      versions ??= versionTable(runspace);
      return versions;
    }),
  );
  put(new LiveVariable('PSCulture', () => currentCulture().name));
  put(new LiveVariable('PSUICulture', () => currentUICulture().name));
  let style: Value | undefined;
  put(
    new LiveVariable('PSStyle', () => {
      style ??= createStyle();
      return style;
    }),
  );
  let hostValue: Value | undefined;
  put(
    new LiveVariable('Host', () => {
      hostValue ??= hostObject(runspace);
      return hostValue;
    }),
  );
  return [error, exitCode];
}

function version(text: string): Value {
  const type = resolveTypeName('version');
  return type === undefined ? text : convertTo(text, type);
}

function versionTable(runspace: Runspace): Dictionary {
  const table = new Hashtable();
  table.set('PSVersion', version(LANGUAGE_VERSION));
  table.set('PSEdition', 'Core');
  table.set('GitCommitId', LANGUAGE_VERSION);
  table.set('OS', runspace.host.name);
  table.set('Platform', 'Unix');
  table.set('PSCompatibleVersions', ['1.0', '2.0', '3.0', '4.0', '5.0', '5.1', '6.0', '7.0'].map(version));
  table.set('PSRemotingProtocolVersion', version('2.3'));
  table.set('SerializationVersion', version('1.1.0.1'));
  table.set('WSManStackVersion', version('3.0'));
  return table;
}

function hostObject(runspace: Runspace): Value {
  const size = customObject([
    ['Width', runspace.host.width()],
    ['Height', 40],
  ]);
  const raw = customObject([
    ['BufferSize', size],
    ['WindowSize', size],
    ['ForegroundColor', 'White'],
    ['BackgroundColor', 'Black'],
    ['WindowTitle', 'vSeal'],
  ]);
  return customObject(
    [
      ['Name', runspace.host.name],
      ['Version', version(runspace.host.version)],
      ['InstanceId', '00000000-0000-0000-0000-000000000000'],
      [
        'UI',
        customObject(
          [['RawUI', raw]],
          'System.Management.Automation.Internal.Host.InternalHostUserInterface',
        ),
      ],
      ['CurrentCulture', currentCulture()],
      ['CurrentUICulture', currentUICulture()],
    ],
    'System.Management.Automation.Internal.Host.InternalHost',
  );
}
