import type { CommandParameterAst, ExpressionAst, RequiredModule, ScriptRequirements } from '../ast.ts';
import { readCommand } from './command.ts';
import { forgetTokens, moveTo, type Parser, report } from './state.ts';

type Draft = {
  -readonly [Key in keyof ScriptRequirements]: ScriptRequirements[Key] extends readonly (infer Item)[]
    ? Item[]
    : ScriptRequirements[Key];
};

/** What the `#requires` lines ask for, or null when there are none. Reads each as a command in its comment. */
export function readRequirements(p: Parser): ScriptRequirements | null {
  if (p.requires.length === 0) return null;
  const requirements: Draft = {
    version: null,
    editions: [],
    modules: [],
    assemblies: [],
    runAsAdministrator: false,
  };
  const { end } = p;
  for (const { start, end: lineEnd } of p.requires) {
    const tokenCount = p.tokens.kinds.length;
    p.end = lineEnd;
    moveTo(p, start + 1);
    const command = readCommand(p);
    forgetTokens(p, tokenCount);
    const elements = command?.commandElements.slice(1) ?? [];
    for (let index = 0; index < elements.length; index++) {
      const element = elements[index];
      if (element?.kind !== 'CommandParameter') {
        if (element !== undefined) refuse(p, element);
        continue;
      }
      const next = elements[index + 1];
      let { argument } = element;
      if (argument === null && next !== undefined && next.kind !== 'CommandParameter') {
        argument = next;
        index++;
      }
      applyParameter(p, requirements, element, argument);
    }
  }
  p.end = end;
  moveTo(p, end);
  return requirements;
}

function refuse(p: Parser, node: { extent: { start: number; end: number } }): void {
  report(p, 'ScriptRequiresInvalidFormat', node.extent.start, node.extent.end);
}

const PARAMETERS = [
  'runasadministrator',
  'shellid',
  'pssnapin',
  'psedition',
  'version',
  'assembly',
  'modules',
] as const;

function applyParameter(
  p: Parser,
  requirements: Draft,
  parameter: CommandParameterAst,
  argument: ExpressionAst | null,
): void {
  const written = parameter.parameterName.toLowerCase();
  const name = written === '' ? undefined : PARAMETERS.find((known) => known.startsWith(written));
  const { start, end } = parameter.extent;
  if (name === undefined) {
    refuse(p, parameter);
  } else if (name === 'runasadministrator') {
    requirements.runAsAdministrator = true;
    if (argument !== null) report(p, 'ParameterCannotHaveArgument', start, end, parameter.parameterName);
  } else if (argument === null) {
    report(p, 'ParameterRequiresArgument', start, end, parameter.parameterName);
  } else if (name === 'version') {
    applyVersion(p, requirements, argument);
  } else if (name === 'modules') {
    for (const item of itemsOf(argument)) applyModule(p, requirements, item);
  } else {
    for (const item of itemsOf(argument)) {
      const text = stringOf(item);
      if (text === null) {
        report(p, 'RequiresInvalidStringArgument', item.extent.start, item.extent.end, name);
      } else if (name === 'assembly') requirements.assemblies.push(text);
      else if (name === 'psedition') applyEdition(p, requirements, item, text);
    }
  }
}

function itemsOf(argument: ExpressionAst): readonly ExpressionAst[] {
  return argument.kind === 'ArrayLiteral' ? argument.elements : [argument];
}

function stringOf(expression: ExpressionAst): string | null {
  return expression.kind === 'StringConstant' ? expression.value : null;
}

const VERSION = /^\d+(?:\.\d+){0,3}$/;

function applyVersion(p: Parser, requirements: Draft, argument: ExpressionAst): void {
  const { start, end } = argument.extent;
  const text = stringOf(argument) ?? p.text.slice(start, end);
  if (!VERSION.test(text)) report(p, 'RequiresVersionInvalid', start, end);
  else if (requirements.version !== null && requirements.version !== text) {
    report(p, 'ParameterAlreadyBound', start, end, 'version');
  } else requirements.version = text;
}

function applyEdition(p: Parser, requirements: Draft, item: ExpressionAst, text: string): void {
  const { start, end } = item.extent;
  const edition = text.toLowerCase();
  if (edition !== 'core' && edition !== 'desktop') {
    report(p, 'RequiresPSEditionInvalid', start, end, 'psedition');
  }
  if (requirements.editions.some((other) => other.toLowerCase() === edition)) {
    report(p, 'RequiresPSEditionValueIsAlreadySpecified', start, end, 'psedition');
  } else requirements.editions.push(text);
}

function applyModule(p: Parser, requirements: Draft, item: ExpressionAst): void {
  const { start, end } = item.extent;
  const module = moduleOf(item);
  if (typeof module === 'string') report(p, 'RequiresModuleInvalid', start, end, module);
  else requirements.modules.push(module);
}

const MODULE_KEYS = new Map([
  ['modulename', 'name'],
  ['moduleversion', 'moduleVersion'],
  ['requiredversion', 'requiredVersion'],
  ['maximumversion', 'maximumVersion'],
  ['guid', 'guid'],
] as const);

/** The module that a name or a module specification means, or what is wrong with it. */
export function moduleOf(item: ExpressionAst): RequiredModule | string {
  const module = {
    name: '',
    moduleVersion: null as string | null,
    requiredVersion: null as string | null,
    maximumVersion: null as string | null,
    guid: null as string | null,
  };
  if (item.kind === 'StringConstant') return { ...module, name: item.value };
  if (item.kind !== 'Hashtable') return 'Specify a module name or a module specification.';
  for (const { key, value } of item.pairs) {
    const name = stringOf(key)?.toLowerCase() ?? '';
    const field = [...MODULE_KEYS].find(([known]) => known === name)?.[1];
    const element = value.kind === 'Pipeline' ? value.elements[0] : undefined;
    const text = element?.kind === 'CommandExpression' ? stringOf(element.expression) : null;
    if (field === undefined)
      return `The key '${name}' is not known; use ModuleName, ModuleVersion, RequiredVersion, MaximumVersion or GUID.`;
    if (text === null) return `The value of '${name}' must be a string.`;
    module[field] = text;
  }
  if (module.name === '') return "The key 'ModuleName' is missing.";
  const versions = [module.moduleVersion, module.requiredVersion, module.maximumVersion];
  if (versions.every((version) => version === null) && module.guid === null) {
    return "One of the keys 'ModuleVersion', 'RequiredVersion' and 'MaximumVersion' is missing.";
  }
  return module;
}
