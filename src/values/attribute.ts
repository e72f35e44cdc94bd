import { enumerate } from './enumerate.ts';
import { Dictionary } from './hashtable.ts';
import { setProperty } from './member.ts';
import { constant, property } from './net/define.ts';
import { objectTypeInfo } from './object-type-base.ts';
import { toText } from './to-text.ts';
import type { TypeInfo } from './type-info.ts';
import { defineType, registeredType } from './type-registry.ts';
import { NetObject, type Value } from './value.ts';

const AUTOMATION = 'System.Management.Automation.';

/** `[Parameter(…)]`, `[ValidateSet(…)]` and the like as objects: of dynamic parameters, and what Get-Command shows. */
export class AttributeValue extends NetObject {
  readonly fields = new Map<string, Value>();
  readonly args: readonly Value[];
  readonly #type: TypeInfo;
  constructor(type: TypeInfo, args: readonly Value[]) {
    super();
    this.#type = type;
    this.args = args;
  }

  get type(): TypeInfo {
    return this.#type;
  }

  get(field: string): Value | undefined {
    return this.fields.get(field.toLowerCase());
  }
}

interface Shape {
  readonly fields?: Readonly<Record<string, Value>>;
  /** The fields that positional arguments set. */
  readonly positional?: readonly string[];
  /** The field that takes all positional arguments as a list. */
  readonly list?: string;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  Parameter: {
    fields: {
      Position: -2_147_483_648,
      ParameterSetName: '__AllParameterSets',
      Mandatory: false,
      ValueFromPipeline: false,
      ValueFromPipelineByPropertyName: false,
      ValueFromRemainingArguments: false,
      HelpMessage: null,
      DontShow: false,
    },
  },
  CmdletBinding: {
    fields: {
      DefaultParameterSetName: null,
      SupportsShouldProcess: false,
      SupportsPaging: false,
      ConfirmImpact: 'Medium',
      PositionalBinding: true,
      HelpUri: '',
    },
  },
  Alias: { list: 'AliasNames' },
  OutputType: { list: 'Type', fields: { ParameterSetName: null } },
  ValidateSet: { list: 'ValidValues', fields: { IgnoreCase: true, ErrorMessage: null } },
  ValidateRange: { positional: ['MinRange', 'MaxRange'] },
  ValidateLength: { positional: ['MinLength', 'MaxLength'] },
  ValidateCount: { positional: ['MinLength', 'MaxLength'] },
  ValidatePattern: { positional: ['RegexPattern'], fields: { Options: 'IgnoreCase', ErrorMessage: null } },
  ValidateScript: { positional: ['ScriptBlock'], fields: { ErrorMessage: null } },
  ValidateDrive: { list: 'ValidRootDrives' },
  ValidateUserDrive: {},
  ValidateNotNull: {},
  ValidateNotNullOrEmpty: {},
  ValidateNotNullOrWhiteSpace: {},
  ValidateTrustedData: {},
  AllowNull: {},
  AllowEmptyString: {},
  AllowEmptyCollection: {},
  ArgumentCompleter: { positional: ['ScriptBlock'] },
  ArgumentCompletions: { list: 'Completions' },
  Cmdlet: {
    positional: ['VerbName', 'NounName'],
    fields: {
      DefaultParameterSetName: null,
      SupportsShouldProcess: false,
      SupportsPaging: false,
      SupportsTransactions: false,
      ConfirmImpact: 'Medium',
      HelpUri: '',
    },
  },
  Credential: {},
  DscResource: {},
  DscProperty: {},
  DscLocalConfigurationManager: {},
  DynamicClassImplementationAssembly: { fields: { ScriptFile: null } },
  Experimental: { positional: ['ExperimentName', 'ExperimentAction'] },
  PSDefaultValue: { fields: { Value: null, Help: '' } },
  PSTypeName: { positional: ['PSTypeName'] },
  SupportsWildcards: {},
};

/** The names of PowerShell's attributes, without the word Attribute. */
export const ATTRIBUTE_NAMES: readonly string[] = Object.keys(SHAPES);

export const attributeType: TypeInfo = defineType({
  fullName: 'System.Attribute',
  base: () => objectTypeInfo,
});

/** Makes the attribute types known. */
export function defineAttributes(): void {
  for (const [name, shape] of Object.entries(SHAPES)) defineAttribute(`${AUTOMATION}${name}`, shape);
  defineAttribute('System.Obsolete', { positional: ['Message', 'IsError'] });
}

function defineAttribute(longName: string, shape: Shape): void {
  const names = fieldNames(shape);
  const name = longName.slice(longName.lastIndexOf('.') + 1);
  defineType({
    fullName: `${longName}Attribute`,
    aliases: NOT_SHORT.has(name) ? [] : [name, longName],
    base: () => attributeType,
    construct: (args, type) => filled(new AttributeValue(type, args), shape),
    convert: (value, type) => {
      if (!(value instanceof Dictionary)) return undefined;
      const made = filled(new AttributeValue(type, []), shape);
      for (const entry of value.entries.values()) setProperty(made, toText(entry.key), entry.value);
      return made;
    },
    members: () => [
      ...names.map((field) =>
        property(
          field,
          'object',
          (self: AttributeValue) => self.get(field) ?? null,
          (self: AttributeValue, value) => void self.fields.set(field.toLowerCase(), value),
        ),
      ),
      property('TypeId', 'object', (self: AttributeValue) => self.type),
    ],
    statics: () => [constant('AllParameterSets', 'string', () => '__AllParameterSets')],
  });
}

/** Names of other types too: only with the word Attribute do these mean the attribute. */
const NOT_SHORT = new Set(['Credential', 'PSTypeName', 'Cmdlet']);

function fieldNames({ fields = {}, positional = [], list }: Shape): string[] {
  return [...(list === undefined ? [] : [list]), ...positional, ...Object.keys(fields)];
}

function filled(attribute: AttributeValue, { fields = {}, positional = [], list }: Shape): AttributeValue {
  for (const [name, preset] of Object.entries(fields)) attribute.fields.set(name.toLowerCase(), preset);
  for (const [at, name] of positional.entries())
    attribute.fields.set(name.toLowerCase(), attribute.args[at] ?? null);
  if (list !== undefined)
    attribute.fields.set(
      list.toLowerCase(),
      attribute.args.flatMap((arg) => Array.from(enumerate(arg))),
    );
  return attribute;
}

/** An attribute as written in a script; undefined for one that PowerShell does not know. */
export function attributeValue(
  name: string,
  args: readonly Value[],
  named: Iterable<readonly [string, Value]>,
): AttributeValue | undefined {
  const full = registeredType(`${AUTOMATION}${name}Attribute`) ?? registeredType(`System.${name}Attribute`);
  const made = full?.declaration.construct?.(args, full);
  if (!(made instanceof AttributeValue)) return undefined;
  for (const [field, value] of named) made.fields.set(field.toLowerCase(), value);
  return made;
}
