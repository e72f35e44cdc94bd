import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { typeNamesOf } from '../../src/values/intrinsic-member.ts';
import { listMembers, type MemberFacts } from '../../src/values/member-list.ts';
import { TypeInfo, type TypeMember } from '../../src/values/type-info.ts';
import { typeOf } from '../../src/values/type-of.ts';
import type { Value } from '../../src/values/value.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';
import { memberDefinition, memberDefinitionType } from './member-definition.ts';

const PROPERTY_TYPES = [
  'AliasProperty',
  'CodeProperty',
  'Property',
  'NoteProperty',
  'ScriptProperty',
] as const;
const METHOD_TYPES = ['CodeMethod', 'Method', 'ScriptMethod'] as const;
const MEMBER_TYPES = [
  ...PROPERTY_TYPES,
  'Properties',
  'PropertySet',
  ...METHOD_TYPES,
  'Methods',
  'ParameterizedProperty',
  'MemberSet',
  'Event',
  'Dynamic',
  'All',
] as const;

type Member = Pick<MemberFacts, 'name' | 'memberType' | 'definition'>;

export default defineCmdlet({
  name: 'Get-Member',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['gm'],
  synopsis: 'Lists the properties and methods of objects.',
  description: 'One list for each type that comes.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
    Name: { type: 'string', array: true, position: 0, wildcard: true, help: 'Names of members.' },
    MemberType: {
      type: 'string',
      array: true,
      aliases: ['Type'],
      validateSet: MEMBER_TYPES,
      help: 'Kinds of members.',
    },
    View: {
      type: 'string',
      array: true,
      validateSet: ['Extended', 'Adapted', 'Base', 'All'],
      help: 'Extended: only members that were added.',
    },
    Static: { type: 'switch', help: 'The members of the type instead of the object.' },
    Force: { type: 'switch', help: 'Members that are hidden otherwise.' },
  },
  output: [memberDefinitionType],
  impact: 'none',
  examples: [
    { title: 'What a text can do', code: "'text' | Get-Member -MemberType Method" },
    {
      title: 'The properties of an object',
      code: "[pscustomobject]@{ Name = 'app-01' } | Get-Member -MemberType Properties",
    },
  ],
  begin: () => ({ seen: new Set<string>(), any: false }),
  process(args, invocation, state) {
    const object = args.InputObject;
    if (object === undefined || object === null) return;
    state.any = true;
    const typeName = typeNameFor(object, args.Static);
    if (state.seen.has(typeName)) return;
    state.seen.add(typeName);
    const members = args.Static
      ? staticMembers(object)
      : [...listMembers(object, args.Force), ...(args.Force ? INTRINSIC_SETS : [])];
    const wanted = members
      .filter((member) => isWanted(member, args.Name, args.MemberType))
      .filter(
        (member) =>
          !args.View ||
          args.View.includes('All') ||
          args.View.includes(isAdded(member) ? 'Extended' : 'Adapted') ||
          (args.View.includes('Base') && !isAdded(member)),
      )
      .sort((a, b) => compare(a.memberType, b.memberType) || compare(a.name, b.name));
    for (const facts of wanted) invocation.write(memberDefinition({ typeName, facts }));
  },
  end(_args, invocation, state) {
    if (state.any) return;
    invocation.writeError({
      message: 'You must specify an object for the Get-Member cmdlet.',
      id: 'NoObjectInGetMember',
      category: 'CloseError',
      exceptionType: 'System.InvalidOperationException',
    });
  },
});

/** What every object has beside its own members; shown by -Force only. */
const INTRINSIC_SETS: readonly Member[] = [
  'psadapted',
  'psbase',
  'psextended',
  'psobject',
  'pstypenames',
].map((name) => ({
  name,
  memberType: name === 'pstypenames' ? 'CodeProperty' : 'MemberSet',
  definition: `${name} {}`,
}));

function isAdded(member: Member): boolean {
  return member.memberType !== 'Property' && member.memberType !== 'Method';
}

function isWanted(
  member: Member,
  names: readonly string[] | undefined,
  types: readonly (typeof MEMBER_TYPES)[number][] | undefined,
): boolean {
  if (names && !names.some((name) => matchesWildcard(member.name, name))) return false;
  if (!types) return !/^(?:get_|set_|op_)/.test(member.name);
  return types.some(
    (type) =>
      type === 'All' ||
      type === member.memberType ||
      (type === 'Properties' && PROPERTY_TYPES.some((each) => each === member.memberType)) ||
      (type === 'Methods' && METHOD_TYPES.some((each) => each === member.memberType)),
  );
}

function compare(a: string, b: string): number {
  const x = a.toLowerCase();
  const y = b.toLowerCase();
  return x < y ? -1 : x > y ? 1 : 0;
}

function typeNameFor(object: Value, isStatic: boolean): string {
  if (isStatic) return staticType(object)?.fullName ?? '';
  const [name = 'System.Object'] = typeNamesOf(object);
  return name;
}

function staticType(object: Value): TypeInfo | null {
  return object instanceof TypeInfo ? object : typeOf(object);
}

function staticMembers(object: Value): Member[] {
  const members = new Map<string, Member>();
  for (let type = staticType(object); type !== null; type = type.base) {
    for (const [key, member] of type.ownStatics())
      if (!members.has(key)) members.set(key, staticFacts(member));
  }
  return [...members.values()];
}

function staticFacts(member: TypeMember): Member {
  if (member.kind === 'Method') {
    return {
      name: member.name,
      memberType: 'Method',
      definition: member.signatures.map((text) => `static ${text}`).join(', '),
    };
  }
  const access = member.set === undefined ? '{get;}' : '{get;set;}';
  return {
    name: member.name,
    memberType: 'Property',
    definition: `static ${member.typeName} ${member.name} ${access}`,
  };
}
