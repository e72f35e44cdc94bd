import { NetException } from '../net-exception.ts';
import { innerText, isText, XMLNS, type XmlNode } from './xml-node.ts';
import { callFunction } from './xpath-functions.ts';
import {
  type Axis,
  type Expression,
  type NodeTest,
  parseXPath,
  type Step,
  xpathError,
} from './xpath-syntax.ts';
import { isNodeSet, numberOf, truthOf, type XPathContext, type XPathValue } from './xpath-value.ts';

type Namespaces = XPathContext['namespaces'];

/** The nodes that an XPath expression finds from a node, in document order. Throws XPathException. */
export function selectNodes(
  node: XmlNode,
  text: string,
  namespaces: Namespaces = () => undefined,
): readonly XmlNode[] {
  const found = evaluate(parseXPath(text), { node, position: 1, size: 1, namespaces, text });
  if (!isNodeSet(found)) throw xpathError(text, 'gives no nodes: the expression must evaluate to a node-set');
  return found;
}

function evaluate(expression: Expression, context: XPathContext): XPathValue {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'negative':
      return -numberOf(evaluate(expression.of, context));
    case 'call':
      return callFunction(
        expression.name,
        expression.args.map((argument) => evaluate(argument, context)),
        context,
      );
    case 'filter':
      return filter(nodesOf(evaluate(expression.of, context), context), expression.predicates, context);
    case 'path':
      return walk(expression, context);
    case 'binary':
      return binary(expression, context);
  }
}

function nodesOf(value: XPathValue, { text }: XPathContext): readonly XmlNode[] {
  if (!isNodeSet(value)) throw xpathError(text, 'goes on from what is no node-set');
  return value;
}

function walk(path: Expression & { kind: 'path' }, context: XPathContext): readonly XmlNode[] {
  const { from, steps } = path;
  let nodes: readonly XmlNode[] =
    from === 'context'
      ? [context.node]
      : from === 'root'
        ? [rootOf(context.node)]
        : nodesOf(evaluate(from, context), context);
  for (const step of steps) nodes = takeStep(nodes, step, context);
  return nodes;
}

function rootOf(node: XmlNode): XmlNode {
  let root = node;
  while (root.parent !== null) root = root.parent;
  return root;
}

const REVERSED: ReadonlySet<Axis> = new Set(['ancestor', 'ancestor-or-self', 'preceding-sibling']);

function takeStep(nodes: readonly XmlNode[], step: Step, context: XPathContext): readonly XmlNode[] {
  const matches = nodeTest(step.test, step.axis, context);
  const found = new Set<XmlNode>();
  for (const node of nodes) {
    const reached: XmlNode[] = [];
    for (const each of along(step.axis, node)) if (matches(each)) reached.push(each);
    for (const kept of filter(reached, step.predicates, context)) found.add(kept);
  }
  const isSorted = nodes.length < 2 && !REVERSED.has(step.axis);
  return isSorted ? [...found] : inDocumentOrder([...found]);
}

function filter(
  nodes: readonly XmlNode[],
  predicates: readonly Expression[],
  context: XPathContext,
): readonly XmlNode[] {
  return predicates.reduce(
    (left, predicate) =>
      left.filter((node, index) => {
        const value = evaluate(predicate, { ...context, node, position: index + 1, size: left.length });
        return typeof value === 'number' ? value === index + 1 : truthOf(value);
      }),
    nodes,
  );
}

function nodeTest(test: NodeTest, axis: Axis, context: XPathContext): (node: XmlNode) => boolean {
  switch (test.kind) {
    case 'node':
      return (node) => node.kind !== 'XmlDeclaration';
    case 'text':
      return isText;
    case 'comment':
      return (node) => node.kind === 'Comment';
    case 'processing-instruction':
      return (node) => node.kind === 'ProcessingInstruction';
    default:
  }
  const kind = axis === 'attribute' ? 'Attribute' : 'Element';
  const { prefix, name } = test;
  if (prefix === '' && name === '*') return (node) => node.kind === kind;
  const uri = prefix === '' ? '' : context.namespaces(prefix);
  if (uri === undefined)
    throw new NetException(
      'System.Xml.XPath.XPathException',
      `Namespace prefix '${prefix}' is not defined: a namespace manager says what prefixes mean.`,
    );
  return (node) =>
    node.kind === kind && node.namespaceUri === uri && (name === '*' || node.localName === name);
}

function* along(axis: Axis, node: XmlNode): Iterable<XmlNode> {
  const siblings = node.kind === 'Attribute' ? [] : (node.parent?.children ?? []);
  switch (axis) {
    case 'self':
      yield node;
      break;
    case 'child':
      yield* node.children;
      break;
    case 'parent':
      if (node.parent !== null) yield node.parent;
      break;
    case 'attribute':
      for (const attribute of node.attributes) if (attribute.namespaceUri !== XMLNS) yield attribute;
      break;
    case 'descendant-or-self':
      yield node;
      yield* descendants(node);
      break;
    case 'descendant':
      yield* descendants(node);
      break;
    case 'following-sibling':
      yield* siblings.slice(siblings.indexOf(node) + 1);
      break;
    case 'preceding-sibling':
      yield* siblings.slice(0, siblings.indexOf(node)).reverse();
      break;
    default:
      for (let at = axis === 'ancestor' ? node.parent : node; at !== null; at = at.parent) yield at;
  }
}

/** All nodes below one, in document order. */
export function* descendants(node: XmlNode): Iterable<XmlNode> {
  const pending = node.children.toReversed();
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    yield at;
    for (let i = at.children.length - 1; i >= 0; i--) pending.push(at.children[i] as XmlNode);
  }
}

/** Sorts by one walk over the tree that the nodes are in. */
function inDocumentOrder(nodes: readonly XmlNode[]): readonly XmlNode[] {
  const [first] = nodes;
  if (first === undefined || nodes.length < 2) return nodes;
  const wanted = new Set(nodes);
  const root = rootOf(first);
  const sorted: XmlNode[] = [];
  const visit = (node: XmlNode): void => {
    if (wanted.has(node)) sorted.push(node);
    for (const attribute of node.attributes) if (wanted.has(attribute)) sorted.push(attribute);
  };
  visit(root);
  for (const node of descendants(root)) {
    visit(node);
    if (sorted.length === wanted.size) break;
  }
  return sorted;
}

function binary(expression: Expression & { kind: 'binary' }, context: XPathContext): XPathValue {
  const { operator } = expression;
  const left = evaluate(expression.left, context);
  if (operator === 'or' || operator === 'and') {
    const decided = truthOf(left) === (operator === 'or');
    return decided ? operator === 'or' : truthOf(evaluate(expression.right, context));
  }
  const right = evaluate(expression.right, context);
  switch (operator) {
    case '|':
      return inDocumentOrder([...new Set([...nodesOf(left, context), ...nodesOf(right, context)])]);
    case '+':
      return numberOf(left) + numberOf(right);
    case '-':
      return numberOf(left) - numberOf(right);
    case '*':
      return numberOf(left) * numberOf(right);
    case 'div':
      return numberOf(left) / numberOf(right);
    case 'mod':
      return numberOf(left) % numberOf(right);
    default:
      return compare(operator, left, right);
  }
}

/** A node-set is compared as XPath has it: true when some node of it compares so. */
function compare(operator: string, left: XPathValue, right: XPathValue): boolean {
  if (isNodeSet(left) && typeof right !== 'boolean')
    return left.some((node) => compare(operator, innerText(node), right));
  if (isNodeSet(right) && typeof left !== 'boolean')
    return right.some((node) => compare(operator, left, innerText(node)));
  if (operator === '=' || operator === '!=') return isEqual(left, right) === (operator === '=');
  const [a, b] = [numberOf(left), numberOf(right)];
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}

function isEqual(left: XPathValue, right: XPathValue): boolean {
  if (typeof left === 'boolean' || typeof right === 'boolean') return truthOf(left) === truthOf(right);
  if (typeof left === 'number' || typeof right === 'number') return numberOf(left) === numberOf(right);
  return left === right;
}
