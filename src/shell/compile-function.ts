import type {
  AttributeAst,
  AttributeBaseAst,
  FunctionDefinitionAst,
  ParamBlockAst,
  ParameterAst,
} from '../language/ast.ts';
import { attributeValue } from '../values/attribute.ts';
import { convertTo } from '../values/convert.ts';
import { isEnumerable, toArray } from '../values/enumerate.ts';
import { runtimeError } from '../values/error-record.ts';
import { booleanType } from '../values/numeric.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { switchParameterType } from '../values/switch-parameter.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { resolveTypeName } from '../values/type-name.ts';
import { isNull, type Value } from '../values/value.ts';
import { attributeMaker } from './attribute-object.ts';
import { indexByName } from './cmdlet-metadata.ts';
import { commonParameters, riskParameters } from './common-parameters.ts';
import { CompiledBlock } from './compiled-block.ts';
import type { Compiler } from './compiler.ts';
import type { Execute, Frame } from './frame.ts';
import {
  ALL_SETS,
  type ArgumentStep,
  type FunctionParameters,
  type ParameterMetadata,
  type SetMembership,
} from './parameter-metadata.ts';
import { CompiledScriptBlock } from './script-block-value.ts';
import { scriptedAttribute } from './scripted-attribute.ts';
import { GO_ON } from './signal.ts';
import { transformationOf } from './transformation.ts';
import { typeReference } from './type-lookup.ts';
import { attributeName, validationOf } from './validation.ts';

/** PowerShell keeps the sets of a command in the bits of an integer. */
const MAX_SETS = 32;

/** `function name {…}`: defined in the current scope when the statement runs. */
export function compileFunction(ast: FunctionDefinitionAst, compiler: Compiler): Execute {
  const inner = compiler.scriptBlock(ast.body);
  const code = new CompiledBlock(
    ast.body,
    compiler.source,
    {
      begin: () => inner.begin,
      process: () => inner.process,
      end: () => inner.end,
      clean: () => inner.clean,
      dynamicParameters: () => inner.dynamicParameters(),
      stages: () => inner.stages(),
      usings: () => inner.usings(),
      parameters: () =>
        ast.parameters === null ? inner.parameters : compileParameters(null, ast.parameters, compiler),
    },
    ast,
  );
  const kind = ast.isFilter ? 'Filter' : 'Function';
  // `[Alias('short')]` before the param block names the function itself.
  const aliases = (ast.body.paramBlock?.attributes ?? []).flatMap((attribute) =>
    attribute.kind === 'Attribute' && attributeName(attribute) === 'alias' ? aliasNames(attribute) : [],
  );
  return (frame) => {
    const block = new CompiledScriptBlock(code, frame.runspace, frame.state);
    frame.runspace.setFunction(frame, ast.name, block, { kind, help: ast.help });
    for (const alias of aliases) frame.runspace.setAlias(frame, alias, ast.name, {});
    return GO_ON;
  };
}

/** The parameters of a param block or of `function f($a, $b)`. */
export function compileParameters(
  block: ParamBlockAst | null,
  parameters: readonly ParameterAst[],
  compiler: Compiler,
): FunctionParameters {
  const attributes = (block?.attributes ?? []).filter((attribute) => attribute.kind === 'Attribute');
  const binding = attributes.find((attribute) => attributeName(attribute) === 'cmdletbinding');
  const advanced = binding !== undefined || parameters.some(hasParameterAttribute);
  const positional = binding === undefined || constant(binding, 'positionalbinding') !== 'false';
  const supports = binding !== undefined && constant(binding, 'supportsshouldprocess') === 'true';
  const declared = parameters.map((parameter) => parameterOf(parameter, compiler, advanced));
  const own = positional ? withPositions(declared) : declared;
  const common = advanced ? [...commonParameters, ...(supports ? riskParameters : [])] : [];
  const all = [...own, ...common];
  const sets = new Set(
    own.flatMap((parameter) => [...parameter.sets.keys()]).filter((set) => set !== ALL_SETS),
  );
  const defaultSet = binding === undefined ? undefined : constantText(binding, 'defaultparametersetname');
  if (defaultSet !== undefined) sets.add(defaultSet);
  if (sets.size > MAX_SETS) throw tooManySets();
  return {
    parameters: all,
    byName: indexByName(all),
    sets: [...sets],
    defaultSet,
    positionalBinding: positional,
    advanced,
    supportsShouldProcess: supports,
    confirmImpact: impactOf(binding),
    outputTypes: attributes
      .filter((attribute) => attributeName(attribute) === 'outputtype')
      .flatMap(outputNames),
  };
}

function tooManySets(): Error {
  return runtimeError({
    message: `A command cannot have more than ${MAX_SETS} parameter sets.`,
    id: 'ParsingTooManyParameterSets',
    category: 'MetadataError',
    exceptionType: 'System.Management.Automation.ParsingMetadataException',
  });
}

function outputNames(attribute: AttributeAst): string[] {
  return attribute.positionalArguments.map((argument) =>
    argument.kind === 'TypeExpression'
      ? argument.typeName.name
      : argument.kind === 'StringConstant'
        ? argument.value
        : '',
  );
}

function hasParameterAttribute(parameter: ParameterAst): boolean {
  return parameter.attributes.some(
    (attribute) => attribute.kind === 'Attribute' && attributeName(attribute) === 'parameter',
  );
}

/** A named argument that is a constant, as text in lower case: `true`, `false`, `high`. */
function constant(attribute: AttributeAst, name: string): string | undefined {
  return constantText(attribute, name)?.toLowerCase();
}

function constantText(attribute: AttributeAst, name: string): string | undefined {
  const found = attribute.namedArguments.find((argument) => argument.argumentName.toLowerCase() === name);
  if (found === undefined) return undefined;
  if (found.expressionOmitted) return 'true';
  const { argument } = found;
  if (argument.kind === 'StringConstant') return argument.value;
  if (argument.kind === 'VariableExpression') return argument.name;
  if (argument.kind === 'MemberExpression' && argument.member.kind === 'StringConstant')
    return argument.member.value;
  if (argument.kind === 'ConstantExpression' && argument.value.type === 'int32')
    return argument.value.value === 0 ? 'false' : 'true';
  return undefined;
}

function impactOf(binding: AttributeAst | undefined): FunctionParameters['confirmImpact'] {
  switch (binding === undefined ? undefined : constant(binding, 'confirmimpact')) {
    case 'none':
      return 'None';
    case 'low':
      return 'Low';
    case 'high':
      return 'High';
    default:
      return 'Medium';
  }
}

/** Parameters without a position get one in the order of their declaration, unless some were given. */
function withPositions(parameters: readonly ParameterMetadata[]): ParameterMetadata[] {
  if (parameters.some((parameter) => [...parameter.sets.values()].some((set) => set.position !== undefined)))
    return [...parameters];
  let position = 0;
  return parameters.map((parameter) => {
    if (parameter.isSwitch || [...parameter.sets.values()].some((set) => set.remaining)) return parameter;
    const at = position++;
    const sets = new Map([...parameter.sets].map(([name, set]) => [name, { ...set, position: at }]));
    return { ...parameter, sets };
  });
}

const VALIDATIONS = /^validate|^transform/;

function parameterOf(ast: ParameterAst, compiler: Compiler, advanced: boolean): ParameterMetadata {
  const { name } = ast.name;
  const constraint = ast.attributes.findLast((attribute) => attribute.kind === 'TypeConstraint');
  const attributes = ast.attributes.filter((attribute) => attribute.kind === 'Attribute');
  const names = new Set(attributes.map(attributeName));
  const typeName = constraint?.typeName.name;
  const type = typeName === undefined ? null : (resolveTypeName(typeName) ?? null);
  const isSwitch = type === switchParameterType;
  return {
    name,
    key: name.toLowerCase(),
    aliases: attributes.filter((attribute) => attributeName(attribute) === 'alias').flatMap(aliasNames),
    type,
    isSwitch,
    sets: membershipsOf(attributes),
    steps:
      advanced && isBoolean(type)
        ? [refuseText, ...stepsOf(ast.attributes, compiler)]
        : stepsOf(ast.attributes, compiler),
    allowNull: names.has('allownull') || type?.isValueType === true,
    allowEmptyString: names.has('allowemptystring'),
    allowEmptyCollection: names.has('allowemptycollection'),
    hidden: attributes.some(
      (attribute) => attributeName(attribute) === 'parameter' && constant(attribute, 'dontshow') === 'true',
    ),
    help: '',
    validateSet: attributes
      .filter((attribute) => attributeName(attribute) === 'validateset')
      .flatMap(aliasNames),
    wildcard: names.has('supportswildcards'),
    isArray: type?.declaration.elementType !== undefined,
    attributes: (frame) => attributeObjects(attributes, compiler, frame),
    preset: ast.defaultValue === null ? undefined : compiler.expression(ast.defaultValue),
    presetText: ast.defaultValue === null ? '' : compiler.source.slice(ast.defaultValue.extent),
    common: false,
  };
}

/** What is written before the parameter; one without [Parameter] has it all the same. */
function attributeObjects(attributes: readonly AttributeAst[], compiler: Compiler, frame: Frame): Value[] {
  const made = attributes.flatMap((attribute) => attributeMaker(attribute, compiler)(frame) ?? []);
  if (attributes.some((attribute) => attributeName(attribute) === 'parameter')) return made;
  return [...made, attributeValue('Parameter', [], []) ?? []].flat();
}

function isBoolean(type: TypeInfo | null): boolean {
  return type === booleanType || type?.declaration.elementType === booleanType;
}

/** A command's boolean parameter takes no text, which would always be true. */
function refuseText(value: Value): Value {
  const items = isEnumerable(value) ? toArray(value) : [value];
  if (!items.some((item) => typeof item === 'string')) return value;
  throw runtimeError({
    message:
      'Cannot convert value "System.String" to type "System.Boolean". Boolean parameters accept only Boolean values and numbers, such as $True, $False, 1 or 0.',
    id: 'ConvertToBooleanFromString',
    category: 'InvalidArgument',
    exceptionType: 'System.Management.Automation.PSInvalidCastException',
  });
}

function aliasNames(attribute: AttributeAst): string[] {
  return attribute.positionalArguments.flatMap((argument) =>
    argument.kind === 'StringConstant' ? [argument.value] : [],
  );
}

function membershipsOf(attributes: readonly AttributeAst[]): Map<string, SetMembership> {
  const sets = new Map<string, SetMembership>();
  const remaining = attributes.some(
    (attribute) => attributeName(attribute) === 'valuefromremainingarguments',
  );
  for (const attribute of attributes) {
    if (attributeName(attribute) !== 'parameter') continue;
    const position = attribute.namedArguments.find(
      (argument) => argument.argumentName.toLowerCase() === 'position',
    )?.argument;
    sets.set(constantText(attribute, 'parametersetname') ?? ALL_SETS, {
      mandatory: constant(attribute, 'mandatory') === 'true',
      position:
        position?.kind === 'ConstantExpression'
          ? Number(position.value.type === 'decimal' ? 0 : position.value.value)
          : undefined,
      byValue: constant(attribute, 'valuefrompipeline') === 'true',
      byName: constant(attribute, 'valuefrompipelinebypropertyname') === 'true',
      remaining: remaining || constant(attribute, 'valuefromremainingarguments') === 'true',
      helpMessage: constantText(attribute, 'helpmessage') ?? '',
    });
  }
  if (sets.size === 0) {
    sets.set(ALL_SETS, {
      mandatory: false,
      position: undefined,
      byValue: false,
      byName: false,
      remaining,
      helpMessage: '',
    });
  }
  return sets;
}

/** Conversions and validations, applied from the one nearest to the variable outwards, as PowerShell does. */
function stepsOf(attributes: readonly AttributeBaseAst[], compiler: Compiler): ArgumentStep[] {
  const conversions: ArgumentStep[] = [];
  const validations: ArgumentStep[] = [];
  for (const attribute of attributes.toReversed()) {
    if (attribute.kind === 'TypeConstraint') {
      const type = typeReference(attribute.typeName);
      conversions.push((value, frame) => convertArgument(value, type(frame)));
      continue;
    }
    const scripted = scriptedAttribute(attribute, compiler);
    if (scripted !== undefined) {
      conversions.push(scripted.transform);
      validations.push(scripted.validate);
    } else if (VALIDATIONS.test(attributeName(attribute))) {
      const validate = validationOf(attribute, compiler);
      validations.push((value, frame) => validate(frame)(value));
    } else {
      const transform = transformationOf(attribute);
      if (transform !== undefined) conversions.push(transform);
    }
  }
  return [...conversions, ...validations];
}

function convertArgument(value: Value, type: TypeInfo): Value {
  if (type === objectTypeInfo) return value;
  if (isNull(value) && !type.isValueType && type.name !== 'String') return null;
  return convertTo(value, type);
}

/** A default value in the function's scope, converted as an argument would be. */
export function defaultOf(parameter: ParameterMetadata, frame: Frame): Value {
  if (parameter.preset !== undefined) {
    let value = parameter.preset(frame);
    if (isNull(value)) value = null;
    return parameter.type === null ? value : convertArgument(value, parameter.type);
  }
  if (parameter.type === null) return null;
  if (parameter.isSwitch) return parameter.type.declaration.initial ?? null;
  return initialValue(parameter.type);
}

/** What a typed parameter or variable is before anything is assigned. */
export function initialValue(type: TypeInfo): Value {
  if (type.declaration.initial !== undefined) return type.declaration.initial;
  if (type.name === 'String' && type.namespace === 'System') return '';
  if (!type.isValueType || type.kind === 'enum') return null;
  try {
    return convertTo(null, type);
  } catch {
    return null;
  }
}
