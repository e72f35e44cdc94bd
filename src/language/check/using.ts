import type { UsingStatementAst } from '../ast.ts';
import { moduleOf } from '../parser/requires.ts';
import { type CheckContext, report } from './context.ts';

// In a function: making its sets takes longer than parsing most scripts.
const namespacePattern = (): RegExp =>
  /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Pc}\p{Mn}\p{Mc}\p{Cf}]*(?:\.[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Pc}\p{Mn}\p{Mc}\p{Cf}]*)*$/u;
const WILDCARD = /[*?[]/;
const URI_SCHEME = /^([a-z][a-z0-9+.-]+):\/\//i;

export function checkUsing(node: UsingStatementAst, context: CheckContext): void {
  const { usingKind, name, nameExtent, alias, moduleSpecification } = node;
  if (usingKind === 'type' || usingKind === 'command' || alias !== null) {
    report(context, 'UsingStatementNotSupported', node.extent);
  } else if (usingKind === 'namespace') {
    if (name !== null && !namespacePattern().test(name)) report(context, 'InvalidNamespaceValue', nameExtent);
  } else if (usingKind === 'assembly') {
    const scheme = URI_SCHEME.exec(name ?? '')?.[1];
    if (name?.startsWith('\\\\') === true) report(context, 'CannotLoadAssemblyFromUncPath', nameExtent, name);
    else if (scheme !== undefined && scheme.toLowerCase() !== 'file') {
      report(context, 'CannotLoadAssemblyWithUriSchema', nameExtent, scheme);
    }
  } else if (moduleSpecification !== null) {
    const module = moduleOf(moduleSpecification);
    if (typeof module === 'string') report(context, 'RequiresModuleInvalid', nameExtent, module);
    else if (WILDCARD.test(module.name)) report(context, 'WildCardModuleNameError', nameExtent);
  } else if (name !== null && WILDCARD.test(name)) {
    report(context, 'WildCardModuleNameError', nameExtent);
  }
}
