import { arrayTypeOf } from '../values/array.ts';
import { convertTo } from '../values/convert.ts';
import { defineEnum, type EnumType, EnumValue } from '../values/enum-type.ts';
import { runtimeError } from '../values/error-record.ts';
import { int32Type } from '../values/numeric.ts';
import { stringType } from '../values/string-type.ts';
import { switchParameterType } from '../values/switch-parameter.ts';
import type { TypeInfo } from '../values/type-info.ts';
import type { Value } from '../values/value.ts';
import { ALL_SETS, type ParameterMetadata } from './parameter-metadata.ts';

export const actionPreferenceType = defineEnum({
  fullName: 'System.Management.Automation.ActionPreference',
  values: ['SilentlyContinue', 'Stop', 'Continue', 'Inquire', 'Ignore', 'Suspend', 'Break'],
});

export const confirmImpactType = defineEnum({
  fullName: 'System.Management.Automation.ConfirmImpact',
  values: ['None', 'Low', 'Medium', 'High'],
});

interface CommonSpec {
  readonly name: string;
  readonly alias: string;
  readonly type: TypeInfo | EnumType;
  readonly help: string;
}

const COMMON: readonly CommonSpec[] = [
  { name: 'Verbose', alias: 'vb', type: switchParameterType, help: 'Writes detailed messages.' },
  { name: 'Debug', alias: 'db', type: switchParameterType, help: 'Writes messages for programmers.' },
  {
    name: 'ErrorAction',
    alias: 'ea',
    type: actionPreferenceType,
    help: 'What an error does: Continue, Stop, SilentlyContinue, Ignore or Inquire.',
  },
  { name: 'WarningAction', alias: 'wa', type: actionPreferenceType, help: 'What a warning does.' },
  {
    name: 'InformationAction',
    alias: 'infa',
    type: actionPreferenceType,
    help: 'What an information message does.',
  },
  {
    name: 'ProgressAction',
    alias: 'proga',
    type: actionPreferenceType,
    help: 'What a progress record does.',
  },
  {
    name: 'ErrorVariable',
    alias: 'ev',
    type: stringType,
    help: 'The variable that also gets the errors; +name adds to it.',
  },
  {
    name: 'WarningVariable',
    alias: 'wv',
    type: stringType,
    help: 'The variable that also gets the warnings.',
  },
  {
    name: 'InformationVariable',
    alias: 'iv',
    type: stringType,
    help: 'The variable that also gets the information records.',
  },
  {
    name: 'OutVariable',
    alias: 'ov',
    type: stringType,
    help: 'The variable that also gets the output; +name adds to it.',
  },
  {
    name: 'OutBuffer',
    alias: 'ob',
    type: int32Type,
    help: 'Objects to hold back before the next command gets them; accepted, without effect.',
  },
  {
    name: 'PipelineVariable',
    alias: 'pv',
    type: stringType,
    help: 'The variable that holds the current output object for the commands after this one.',
  },
];

const RISK: readonly CommonSpec[] = [
  {
    name: 'WhatIf',
    alias: 'wi',
    type: switchParameterType,
    help: 'Says what would happen and changes nothing.',
  },
  {
    name: 'Confirm',
    alias: 'cf',
    type: switchParameterType,
    help: 'Asks before each change; -Confirm:$false does not ask.',
  },
];

/** Suspend was for workflows, which are gone. */
function refuseSuspend(value: Value): Value {
  if (!(value instanceof EnumValue) || value.enumType !== actionPreferenceType || value.name !== 'Suspend')
    return value;
  throw runtimeError({
    message:
      'Cannot bind parameter: the ActionPreference value Suspend is only for workflows. Use Stop, Continue, SilentlyContinue, Ignore or Inquire.',
    id: 'ParameterBindingFailed',
    category: 'InvalidArgument',
    exceptionType: 'System.Management.Automation.ParameterBindingException',
  });
}

function metadataOf(spec: CommonSpec): ParameterMetadata {
  return {
    name: spec.name,
    key: spec.name.toLowerCase(),
    aliases: [spec.alias],
    type: spec.type,
    isSwitch: spec.type === switchParameterType,
    sets: new Map([
      [
        ALL_SETS,
        {
          mandatory: false,
          position: undefined,
          byValue: false,
          byName: false,
          remaining: false,
          helpMessage: '',
        },
      ],
    ]),
    steps: [(value) => refuseSuspend(convertTo(value, spec.type))],
    allowNull: true,
    allowEmptyString: true,
    allowEmptyCollection: true,
    hidden: false,
    help: spec.help,
    validateSet: [],
    wildcard: false,
    isArray: spec.type === arrayTypeOf(stringType),
    presetText: '',
    common: true,
  };
}

/** -Verbose and the others that every advanced command has. */
export const commonParameters: readonly ParameterMetadata[] = COMMON.map(metadataOf);
/** -WhatIf and -Confirm. */
export const riskParameters: readonly ParameterMetadata[] = RISK.map(metadataOf);
