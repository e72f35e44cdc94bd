import { propertyText } from '../../src/format/object-properties.ts';
import {
  admits,
  type ModuleSpecification,
  moduleSpecification,
} from '../../src/values/net/module-specification.ts';
import type { Value } from '../../src/values/value.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

/** What `-FullyQualifiedName` was given, read. */
export function specifications(given: readonly Value[] | undefined): ModuleSpecification[] {
  return (given ?? []).map((value) => moduleSpecification(value));
}

/** Says whether a module is one that a specification means: by its name, or a path that leads to it. */
export function isNamed({ name, limits }: ModuleSpecification, module: Value): boolean {
  const text = (property: string): string => propertyText(module, property);
  const path = name.replaceAll('\\', '/');
  const isMeant = path.includes('/')
    ? `${text('Path')}/`.startsWith(`${path.replace(/\/+$/, '')}/`)
    : matchesWildcard(text('Name'), name);
  return isMeant && admits(limits, text('Version'), text('Guid'));
}
