import type { Completion } from '../../cmdlet/completion.ts';
import type { ExpressionAst } from '../../language/ast.ts';
import { EnumType } from '../../values/enum-type.ts';
import { Dictionary } from '../../values/hashtable.ts';
import {
  listMembers,
  listStaticMembers,
  listTypeMembers,
  type MemberFacts,
} from '../../values/member-list.ts';
import { toText } from '../../values/to-text.ts';
import { type CompletionContext, item, matcher } from './context.ts';
import { type Inferred, inferExpression, typeNamed } from './inference.ts';

/** What may stand behind the `.` or `::` of an expression, which is not evaluated. */
export function* members(
  context: CompletionContext,
  target: ExpressionAst,
  isStatic: boolean,
): Iterable<Completion> {
  const wanted = matcher(context.cursor.prefix);
  const facts = isStatic ? staticFacts(target) : membersOf(inferExpression(context, target));
  for (const { name, memberType, definition } of sorted(facts)) {
    if (!wanted(name)) continue;
    const isMethod = memberType.endsWith('Method');
    yield item(memberName(name, isMethod), name, definition, 'member');
  }
}

function memberName(name: string, isMethod: boolean): string {
  if (isMethod) return `${name}(`;
  return /^\w+$/.test(name) ? name : `'${name.replaceAll("'", "''")}'`;
}

function staticFacts(target: ExpressionAst): MemberFacts[] {
  const type = target.kind === 'TypeExpression' ? typeNamed(target.typeName.name) : undefined;
  if (type === undefined) return [];
  const value = (name: string, definition: string): MemberFacts => ({
    name,
    memberType: 'Property',
    typeName: type.name,
    definition,
    settable: false,
  });
  if (type instanceof EnumType)
    return (type as EnumType).names.map((name) => value(name, `static ${type.name} ${name} {get;}`));
  const made: MemberFacts[] =
    type.declaration.construct === undefined
      ? []
      : [{ ...value('new', `${type.name} new(…)`), memberType: 'Method' }];
  return [...listStaticMembers(type), ...made];
}

/** Members of a value, or of what a value will be; the keys of a dictionary are members too. */
export function membersOf({ value, types }: Inferred): MemberFacts[] {
  const facts: MemberFacts[] = [];
  if (value instanceof Dictionary) {
    for (const { key, value: held } of value.entries.values()) {
      const name = toText(key);
      const definition = `key: ${held === null ? '$null' : toText(held).slice(0, 60)}`;
      facts.push({ name, memberType: 'NoteProperty', typeName: '', definition, settable: true });
    }
  }
  facts.push(...(value === undefined ? types.flatMap(listTypeMembers) : listMembers(value)));
  const byName = new Map<string, MemberFacts>();
  for (const fact of facts) {
    const key = fact.name.toLowerCase();
    if (!byName.has(key)) byName.set(key, fact);
  }
  return [...byName.values()];
}

/** What the object itself holds, then properties, then methods, each by name. */
function sorted(facts: readonly MemberFacts[]): MemberFacts[] {
  const rank = ({ memberType }: MemberFacts): number =>
    memberType === 'NoteProperty' ? 0 : memberType.endsWith('Method') ? 2 : 1;
  return [...facts].sort(
    (a, b) => rank(a) - rank(b) || (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1),
  );
}

/** Names of the properties that objects from a pipeline have. */
export function* propertyNames(inferred: Inferred, typed: string): Iterable<Completion> {
  const wanted = matcher(typed);
  for (const { name, memberType, definition } of sorted(membersOf(inferred))) {
    if (memberType.endsWith('Method') || !wanted(name)) continue;
    yield item(name, name, definition, 'member');
  }
}
