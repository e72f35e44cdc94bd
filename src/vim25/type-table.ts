import table from './types.json' with { type: 'json' };

/**
 * The names of the vSphere Web Services API as data, one line a type:
 *
 *     "CryptoKeyId": "data DynamicData: keyId string, providerId KeyProviderId?"
 *     "VirtualMachine": "view ManagedEntity: capability VirtualMachineCapability, …"
 *     "HostCryptoState": "enum incapable prepared safe pendingIncapable@7.0"
 *
 * `?` is a property that may be unset, `[]` a list, `@` the vSphere release that brought a value later than 6.5. Trimmed to what scripts use and its near neighbours.
 */
export type TypeFacts =
  | {
      readonly kind: 'enum';
      readonly values: readonly string[];
      /** The release that brought a value, where that is later than 6.5. */
      readonly since: Readonly<Record<string, string>>;
    }
  | {
      /** `data` is sent by value, a `view` stands for a managed object. */
      readonly kind: 'data' | 'view';
      readonly base: string | undefined;
      /** Its own, not those of its base, in the API's order. */
      readonly properties: readonly PropertyFacts[];
    };

export interface PropertyFacts {
  /** As the API spells it: `numCPUs`. */
  readonly name: string;
  /** Without `?` and `[]`: `int`, `CryptoKeyId`. */
  readonly typeName: string;
  readonly isList: boolean;
  readonly isOptional: boolean;
}

const lines: Readonly<Record<string, string>> = table;
let spellings: Map<string, string> | undefined;

/** The API's own spelling of a type's name that was written in any case; undefined when there is none. */
export function typeNamed(name: string): string | undefined {
  if (Object.hasOwn(lines, name)) return name;
  spellings ??= new Map(Object.keys(lines).map((known) => [known.toLowerCase(), known]));
  return spellings.get(name.toLowerCase());
}

export function typeNames(): readonly string[] {
  return Object.keys(lines);
}

const parsed = new Map<string, TypeFacts>();

export function typeFacts(name: string): TypeFacts | undefined {
  let facts = parsed.get(name);
  if (facts === undefined) {
    facts = parseType(name);
    if (facts !== undefined) parsed.set(name, facts);
  }
  return facts;
}

const allNames = new Map<string, ReadonlySet<string>>();

/** The properties of a type and of its bases, by the API's names. */
export function propertyNames(typeName: string): ReadonlySet<string> {
  let names = allNames.get(typeName);
  if (names === undefined) {
    const facts = typeFacts(typeName);
    if (facts === undefined || facts.kind === 'enum') return new Set();
    const inherited = facts.base === undefined ? [] : propertyNames(facts.base);
    names = new Set([...facts.properties.map(({ name }) => name), ...inherited]);
    allNames.set(typeName, names);
  }
  return names;
}

function parseType(name: string): TypeFacts | undefined {
  const line = Object.hasOwn(lines, name) ? lines[name] : undefined;
  if (line === undefined) return undefined;
  const [kind = '', rest = ''] = splitOnce(line, ' ');
  if (kind === 'enum') {
    const values = rest.split(' ').map((value) => splitOnce(value, '@'));
    return {
      kind,
      values: values.map(([value = '']) => value),
      since: Object.fromEntries(
        values.flatMap(([value = '', since]) => (since === undefined ? [] : [[value, since]])),
      ),
    };
  }
  const [base = '', properties = ''] = splitOnce(rest, ':');
  return {
    kind: kind === 'view' ? 'view' : 'data',
    base: base.trim() === '' ? undefined : base.trim(),
    properties: properties.trim() === '' ? [] : properties.split(',').map(propertyFacts),
  };
}

function propertyFacts(text: string): PropertyFacts {
  const [name = '', type = ''] = text.trim().split(' ');
  return {
    name,
    typeName: type.replace(/\?$/, '').replace(/\[\]$/, ''),
    isList: /\[\]\??$/.test(type),
    isOptional: type.endsWith('?'),
  };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
