import type { Completion } from '../../cmdlet/completion.ts';
import type { AttributeAst } from '../../language/ast.ts';
import { namespaceTypeNames } from '../../values/type-name.ts';
import { registeredTypes } from '../../values/type-registry.ts';
import { type CompletionContext, item, matcher } from './context.ts';

/** Names of types: accelerators and short names first, then full names. */
export function* types({ cursor: { prefix } }: CompletionContext, attribute: boolean): Iterable<Completion> {
  const wanted = matcher(prefix);
  const attributes = Object.keys(ATTRIBUTES)
    .filter(wanted)
    .map((name) => item(name, name, 'attribute', 'type'));
  if (attribute) yield* attributes;
  const short: Completion[] = [];
  const full: Completion[] = [];
  for (const { fullName, name, declaration, kind } of registeredTypes()) {
    if (/[`[]/.test(fullName)) continue;
    const usual = declaration.accelerator ?? (declaration.aliases ?? []).find((alias) => alias === name);
    if (usual !== undefined && wanted(usual)) short.push(item(usual, usual, `${kind} ${fullName}`, 'type'));
    if (usual !== fullName && wanted(fullName)) full.push(item(fullName, fullName, kind, 'type'));
  }
  const known = new Set(full.map(({ label }) => label));
  for (const name of namespaceTypeNames(prefix))
    if (wanted(name) && !known.has(name)) full.push(item(name, name, 'class', 'type'));
  const byName = (a: Completion, b: Completion): number =>
    a.label.toLowerCase() < b.label.toLowerCase() ? -1 : 1;
  yield* short.sort(byName);
  if (!attribute) yield* attributes;
  yield* full.sort(byName);
}

/** Attributes that scripts write, and the names of their arguments. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  CmdletBinding: ['SupportsShouldProcess', 'ConfirmImpact', 'DefaultParameterSetName', 'PositionalBinding'],
  Parameter: [
    'Mandatory',
    'Position',
    'ValueFromPipeline',
    'ValueFromPipelineByPropertyName',
    'ValueFromRemainingArguments',
    'ParameterSetName',
    'HelpMessage',
    'DontShow',
  ],
  Alias: [],
  AllowNull: [],
  AllowEmptyString: [],
  AllowEmptyCollection: [],
  ArgumentCompleter: [],
  OutputType: [],
  ValidateCount: [],
  ValidateLength: [],
  ValidateNotNull: [],
  ValidateNotNullOrEmpty: [],
  ValidatePattern: ['ErrorMessage', 'Options'],
  ValidateRange: [],
  ValidateScript: ['ErrorMessage'],
  ValidateSet: ['ErrorMessage', 'IgnoreCase'],
};

export function* attributeArguments(
  { cursor: { prefix } }: CompletionContext,
  attribute: AttributeAst,
): Iterable<Completion> {
  const wanted = matcher(prefix);
  const named = Object.keys(ATTRIBUTES).find(
    (name) => name.toLowerCase() === attribute.typeName.name.toLowerCase(),
  );
  for (const name of ATTRIBUTES[named ?? ''] ?? [])
    if (wanted(name)) yield item(name, name, `argument of ${named ?? ''}`, 'key');
}
