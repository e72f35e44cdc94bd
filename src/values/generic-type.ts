import { type TypeDeclaration, TypeInfo } from './type-info.ts';

/** Makes the declaration of a generic type for its arguments. */
export type GenericDefinition = (
  args: readonly TypeInfo[],
) => Omit<TypeDeclaration, 'fullName' | 'genericArguments'>;

const definitions = new Map<
  string,
  { readonly fullName: string; readonly arity: number; readonly make: GenericDefinition }
>();
const made = new Map<string, TypeInfo>();

/** Makes a generic type known: `System.Collections.Generic.List` with one argument. */
export function defineGeneric(fullName: string, arity: number, make: GenericDefinition): void {
  const entry = { fullName, arity, make };
  const lower = fullName.toLowerCase();
  definitions.set(`${lower}/${arity}`, entry);
  if (lower.startsWith('system.')) definitions.set(`${lower.slice('system.'.length)}/${arity}`, entry);
  definitions.set(`${lower.slice(lower.lastIndexOf('.') + 1)}/${arity}`, entry);
}

/** The type for its arguments, one instance for each combination; undefined when the name is not known. */
export function genericType(name: string, args: readonly TypeInfo[]): TypeInfo | undefined {
  const definition = definitions.get(`${name.toLowerCase()}/${args.length}`);
  if (definition === undefined) return undefined;
  const fullName = `${definition.fullName}\`${definition.arity}[[${args.map((arg) => arg.fullName).join('],[')}]]`;
  let type = made.get(fullName);
  if (type === undefined) {
    type = new TypeInfo({ ...definition.make(args), fullName, genericArguments: args });
    made.set(fullName, type);
  }
  return type;
}

/** The type of a name such as ``System.Func`2``, which still waits for its arguments; undefined when it is none. */
export function genericDefinition(name: string): TypeInfo | undefined {
  const [, plain = '', count = ''] = /^(.+?)`+(\d+)$/.exec(name) ?? [];
  const definition = definitions.get(`${plain.toLowerCase()}/${count}`);
  if (definition === undefined) return undefined;
  const fullName = `${definition.fullName}\`${count}`;
  let type = made.get(fullName);
  if (type === undefined) {
    type = new TypeInfo({ fullName });
    made.set(fullName, type);
  }
  return type;
}

/** True for the name of a generic type, whatever the number of its arguments. */
export function isGenericName(name: string): boolean {
  const start = `${name.toLowerCase().replace(/`\d+$/, '')}/`;
  for (const key of definitions.keys()) if (key.startsWith(start)) return true;
  return false;
}
