import type { XmlNode } from './xml-node.ts';
import { xpathError } from './xpath-syntax.ts';
import { isNodeSet, numberOf, stringOf, truthOf, type XPathContext, type XPathValue } from './xpath-value.ts';

/** XPath 1.0's functions, but for those that need a DTD (`id`) and `lang`. */
export function callFunction(name: string, args: readonly XPathValue[], context: XPathContext): XPathValue {
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known === undefined) throw xpathError(context.text, `calls the function '${name}', which is not known`);
  const [least, most, call] = known;
  if (args.length < least || args.length > most)
    throw xpathError(context.text, `has a wrong number of arguments of the function '${name}'`);
  return call(args, context);
}

type Call = (args: readonly XPathValue[], context: XPathContext) => XPathValue;

/** A text argument; where it is not given, the text of the node at hand. */
function text(args: readonly XPathValue[], index: number, { node }: XPathContext): string {
  return stringOf(args[index] ?? [node]);
}

function nodeOf(args: readonly XPathValue[], context: XPathContext): XmlNode | undefined {
  const [given = [context.node]] = args;
  if (!isNodeSet(given)) throw xpathError(context.text, 'gives a function something else than a node-set');
  return given[0];
}

function nodeSet(args: readonly XPathValue[], context: XPathContext): readonly XmlNode[] {
  const [given] = args;
  if (given === undefined || !isNodeSet(given))
    throw xpathError(context.text, 'gives a function something else than a node-set');
  return given;
}

const number = (args: readonly XPathValue[], index: number): number => numberOf(args[index] ?? Number.NaN);

function substring(args: readonly XPathValue[], context: XPathContext): string {
  const from = Math.round(number(args, 1));
  const until = args.length > 2 ? from + Math.round(number(args, 2)) : Number.POSITIVE_INFINITY;
  return Array.from(text(args, 0, context))
    .filter((_, at) => at + 1 >= from && at + 1 < until)
    .join('');
}

function translate(args: readonly XPathValue[], context: XPathContext): string {
  const [from, to] = [Array.from(text(args, 1, context)), Array.from(text(args, 2, context))];
  const swap = (character: string): string => {
    const at = from.indexOf(character);
    return at < 0 ? character : (to[at] ?? '');
  };
  return Array.from(text(args, 0, context))
    .map(swap)
    .join('');
}

/** How many arguments each takes at least and at most, and what it does. */
const FUNCTIONS: Readonly<Record<string, readonly [number, number, Call] | undefined>> = {
  last: [0, 0, (_, { size }) => size],
  position: [0, 0, (_, { position }) => position],
  count: [1, 1, (args, context) => nodeSet(args, context).length],
  sum: [1, 1, (args, context) => nodeSet(args, context).reduce((sum, node) => sum + numberOf([node]), 0)],
  name: [0, 1, (args, context) => named(nodeOf(args, context), 'name')],
  'local-name': [0, 1, (args, context) => named(nodeOf(args, context), 'localName')],
  'namespace-uri': [0, 1, (args, context) => nodeOf(args, context)?.namespaceUri ?? ''],
  string: [0, 1, (args, context) => text(args, 0, context)],
  concat: [2, 1000, (args) => args.map(stringOf).join('')],
  'starts-with': [2, 2, (args, context) => text(args, 0, context).startsWith(text(args, 1, context))],
  contains: [2, 2, (args, context) => text(args, 0, context).includes(text(args, 1, context))],
  substring: [2, 3, substring],
  'substring-before': [
    2,
    2,
    (args, context) => {
      const whole = text(args, 0, context);
      return whole.slice(0, Math.max(0, whole.indexOf(text(args, 1, context))));
    },
  ],
  'substring-after': [
    2,
    2,
    (args, context) => {
      const [whole, part] = [text(args, 0, context), text(args, 1, context)];
      return whole.includes(part) ? whole.slice(whole.indexOf(part) + part.length) : '';
    },
  ],
  'string-length': [0, 1, (args, context) => text(args, 0, context).length],
  'normalize-space': [
    0,
    1,
    (args, context) =>
      text(args, 0, context)
        .replace(/[ \t\r\n]+/g, ' ')
        .trim(),
  ],
  translate: [3, 3, translate],
  boolean: [1, 1, ([value = false]) => truthOf(value)],
  not: [1, 1, ([value = false]) => !truthOf(value)],
  true: [0, 0, () => true],
  false: [0, 0, () => false],
  number: [0, 1, (args, { node }) => numberOf(args[0] ?? [node])],
  floor: [1, 1, (args) => Math.floor(number(args, 0))],
  ceiling: [1, 1, (args) => Math.ceil(number(args, 0))],
  round: [1, 1, (args) => Math.round(number(args, 0))],
};

/** Only elements, attributes and instructions have names. */
function named(node: XmlNode | undefined, part: 'name' | 'localName'): string {
  return node === undefined || node.localName.startsWith('#') ? '' : node[part];
}
