import { AttributeValue } from '../values/attribute.ts';
import { convertTo } from '../values/convert.ts';
import { enumerate } from '../values/enumerate.ts';
import { runtimeError } from '../values/error-record.ts';
import { Dictionary, hashtableType } from '../values/hashtable.ts';
import { property } from '../values/net/define.ts';
import { GenericDictionary } from '../values/net/dictionary-members.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { switchParameterType } from '../values/switch-parameter.ts';
import { toText } from '../values/to-text.ts';
import { isTrue } from '../values/truth.ts';
import { TypeInfo } from '../values/type-info.ts';
import { defineType } from '../values/type-registry.ts';
import { NetObject, type Value } from '../values/value.ts';
import { indexByName } from './cmdlet-metadata.ts';
import {
  ALL_SETS,
  type ArgumentStep,
  type FunctionParameters,
  type ParameterMetadata,
} from './parameter-metadata.ts';

const AUTOMATION = 'System.Management.Automation.';

/** One dynamic parameter as the dynamicparam block makes it. */
class RuntimeParameter extends NetObject {
  readonly name: string;
  readonly parameterType: Value;
  readonly attributes: Value;
  value: Value = null;
  isSet = false;
  constructor([name = '', parameterType = objectTypeInfo, attributes = []]: readonly Value[]) {
    super();
    this.name = toText(name);
    this.parameterType = parameterType;
    this.attributes = attributes;
  }

  get type(): TypeInfo {
    return runtimeParameterType;
  }
}

// Importing this file makes its types known.
const runtimeParameterType: TypeInfo = defineType({
  fullName: `${AUTOMATION}RuntimeDefinedParameter`,
  base: () => objectTypeInfo,
  construct: (args) => new RuntimeParameter(args),
  members: () => [
    property('Name', 'string', (self: RuntimeParameter) => self.name),
    property('ParameterType', 'type', (self: RuntimeParameter) => self.parameterType),
    property('Attributes', 'object', (self: RuntimeParameter) => self.attributes),
    property(
      'Value',
      'object',
      (self: RuntimeParameter) => self.value,
      (self: RuntimeParameter, value) => {
        self.value = value;
        self.isSet = true;
      },
    ),
    property('IsSet', 'bool', (self: RuntimeParameter) => self.isSet),
  ],
});

// The table that a dynamicparam block returns.
defineType({
  fullName: `${AUTOMATION}RuntimeDefinedParameterDictionary`,
  base: () => hashtableType,
  interfaces: [
    'System.Collections.IDictionary',
    'System.Collections.ICollection',
    'System.Collections.IEnumerable',
  ],
  construct: (_args, type) => new GenericDictionary(type, true),
});

/** A function's parameters with those that its dynamicparam block wrote, in a table or one by one. */
export function withDynamic(parameters: FunctionParameters, written: readonly Value[]): FunctionParameters {
  const dynamic: ParameterMetadata[] = [];
  for (const table of written) {
    if (table instanceof RuntimeParameter) dynamic.push(metadataOf(table));
    if (!(table instanceof Dictionary)) continue;
    for (const value of table.values())
      if (value instanceof RuntimeParameter) dynamic.push(metadataOf(value));
  }
  if (dynamic.length === 0) return parameters;
  const all = [...parameters.parameters, ...dynamic];
  return { ...parameters, parameters: all, byName: indexByName(all) };
}

function metadataOf(parameter: RuntimeParameter): ParameterMetadata {
  const type = parameter.parameterType instanceof TypeInfo ? parameter.parameterType : null;
  const attributes = Array.from(enumerate(parameter.attributes)).filter(
    (each) => each instanceof AttributeValue,
  );
  const named = (name: string): AttributeValue[] =>
    attributes.filter((each) => each.type.name === `${name}Attribute`);
  const [main] = named('Parameter');
  const field = (name: string): Value | undefined => main?.fields.get(name.toLowerCase());
  const flag = (name: string): boolean => isTrue(field(name) ?? false);
  const position = field('Position');
  const allowed = named('ValidateSet').flatMap((each) =>
    each.args.flatMap((arg) => Array.from(enumerate(arg), (item) => toText(item))),
  );
  const convert: ArgumentStep = (value) => (type === null ? value : convertTo(value, type));
  const keep: ArgumentStep = (value) => {
    parameter.value = value;
    parameter.isSet = true;
    return value;
  };
  return {
    name: parameter.name,
    key: parameter.name.toLowerCase(),
    aliases: named('Alias').flatMap((each) => each.args.map((arg) => toText(arg))),
    type,
    isSwitch: type === switchParameterType,
    sets: new Map([
      [
        toText(field('ParameterSetName') ?? ALL_SETS),
        {
          mandatory: flag('Mandatory'),
          position: typeof position === 'number' ? position : undefined,
          byValue: flag('ValueFromPipeline'),
          byName: flag('ValueFromPipelineByPropertyName'),
          remaining: false,
          helpMessage: toText(field('HelpMessage') ?? ''),
        },
      ],
    ]),
    steps: [convert, ...(allowed.length > 0 ? [setStep(allowed)] : []), keep],
    allowNull: false,
    allowEmptyString: false,
    allowEmptyCollection: false,
    hidden: flag('DontShow'),
    help: '',
    validateSet: allowed,
    wildcard: false,
    isArray: type?.declaration.elementType !== undefined,
    presetText: '',
    common: false,
    dynamic: true,
  };
}

function setStep(allowed: readonly string[]): ArgumentStep {
  const set = new Set(allowed.map((text) => text.toLowerCase()));
  return (value) => {
    if (set.has(toText(value).toLowerCase())) return value;
    throw runtimeError({
      message: `The argument "${toText(value)}" does not belong to the set "${allowed.join(',')}" specified by the ValidateSet attribute. Supply an argument that is in the set and then try the command again.`,
      id: 'ValidationFailed',
      category: 'InvalidData',
      exceptionType: `${AUTOMATION}ValidationMetadataException`,
    });
  };
}
