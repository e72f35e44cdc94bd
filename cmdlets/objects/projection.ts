import type { CmdletError } from '../../src/cmdlet/error.ts';
import { type PropertyExpression, resolveProperty } from '../../src/format/property-expression.ts';
import { enumerate } from '../../src/values/enumerate.ts';
import { typeNamesOf } from '../../src/values/intrinsic-member.ts';
import { propertyNames } from '../../src/values/member-list.ts';
import { PSCustomObject } from '../../src/values/ps-custom-object.ts';
import { NetObject, type Value } from '../../src/values/value.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';
import { addNoteProperty } from './note-property.ts';

/** Where projected objects and complaints go. */
export interface ProjectionSink {
  write(value: Value): void;
  error(error: CmdletError): void;
}

/** What Select-Object makes of one object: a new object with some properties, or what a property holds. */
export interface Projection {
  readonly properties: readonly PropertyExpression[];
  readonly exclude: readonly string[];
  readonly expand: PropertyExpression | undefined;
}

export function project(projection: Projection, object: Value, sink: ProjectionSink): void {
  const { properties, expand } = projection;
  if (expand === undefined && properties.length === 0) {
    if (object instanceof PSCustomObject) markSelected(object);
    sink.write(object);
    return;
  }
  const selected = selectProperties(projection, object, sink);
  if (expand === undefined) sink.write(selected);
  else expandProperty(expand, object, selected, sink);
}

/** A custom object with the properties named, in the order they are named; the first of a name wins. */
function selectProperties(projection: Projection, object: Value, sink: ProjectionSink): PSCustomObject {
  const selected = new PSCustomObject();
  for (const expression of projection.properties) {
    for (const { name, value } of resolveProperty(expression, object)) {
      if (projection.exclude.some((pattern) => matchesWildcard(name, pattern))) continue;
      if (selected.get(name) === undefined) selected.set(name, value ?? null);
      else if (!expression.isPattern)
        sink.error(alreadyThere(name, 'AlreadyExistingUserSpecifiedPropertyNoExpand'));
    }
  }
  const [first = 'System.Object'] = typeNamesOf(object);
  selected.typeNames = [
    `Selected.${first.replace(/^Selected\./, '')}`,
    'System.Management.Automation.PSCustomObject',
    'System.Object',
  ];
  return selected;
}

/** A custom object that is passed on whole says once that it was selected. */
function markSelected(object: PSCustomObject): void {
  const names = typeNamesOf(object);
  const mark = 'Selected.System.Management.Automation.PSCustomObject';
  if (!names.includes(mark)) object.typeNames = [mark, ...names];
}

function expandProperty(
  expand: PropertyExpression,
  object: Value,
  selected: PSCustomObject,
  sink: ProjectionSink,
): void {
  const resolved = resolveProperty(expand, object);
  if (resolved.length > 1) {
    sink.error({
      message: 'Multiple properties cannot be expanded.',
      id: 'MutlipleExpandProperties',
      category: 'InvalidArgument',
      target: expand.text,
      exceptionType: 'System.Management.Automation.PSArgumentException',
    });
    return;
  }
  const [found] = resolved;
  if (found === undefined || (found.value === undefined && found.error === undefined)) {
    sink.error({
      message: `Property "${expand.text}" cannot be found.`,
      id: 'ExpandPropertyNotFound',
      category: 'InvalidArgument',
      target: object,
      exceptionType: 'System.Management.Automation.PSArgumentException',
      advice: 'Get-Member',
    });
    return;
  }
  if (found.error) {
    sink.error({
      message: found.error.record.message,
      id: 'PropertyEvaluationExpand',
      category: 'InvalidResult',
      target: object,
      exceptionType: 'System.Management.Automation.PSArgumentException',
    });
    return;
  }
  const value = found.value ?? null;
  if (value === null) return;
  for (const item of enumerate(value)) sink.write(withNotes(item, selected, sink));
}

/** Gives an expanded object the other selected properties too. */
function withNotes(item: Value, selected: PSCustomObject, sink: ProjectionSink): Value {
  if (selected.properties.size === 0 || !(item instanceof NetObject)) return item;
  const known = new Set(propertyNames(item).map((name) => name.toLowerCase()));
  for (const { name, value } of selected.properties.values()) {
    if (known.has(name.toLowerCase()))
      sink.error(alreadyThere(name, 'AlreadyExistingUserSpecifiedPropertyExpand'));
    else addNoteProperty(item, name, value);
  }
  return item;
}

function alreadyThere(name: string, id: string): CmdletError {
  return {
    message: `The property cannot be processed because the property "${name}" already exists.`,
    id,
    category: 'InvalidOperation',
    target: name,
    exceptionType: 'System.Management.Automation.PSArgumentException',
  };
}
