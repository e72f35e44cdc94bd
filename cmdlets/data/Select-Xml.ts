import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { NetException } from '../../src/values/net-exception.ts';
import { objectOf, objectType } from '../../src/values/object-type.ts';
import { toText } from '../../src/values/to-text.ts';
import { isNull, type Value } from '../../src/values/value.ts';
import { decodeXml, loadText, newDocument } from '../../src/values/xml/xml-document.ts';
import { innerText, XmlNode } from '../../src/values/xml/xml-node.ts';
import '../../src/values/xml/xml-types.ts';
import { innerXml } from '../../src/values/xml/xml-writer.ts';
import { selectNodes } from '../../src/values/xml/xpath.ts';
import { existingLocations, fileError } from '../files/location.ts';

interface SelectXmlData {
  readonly node: XmlNode;
  /** The file, or InputStream for what was given. */
  readonly path: string;
  readonly pattern: string;
}

const INPUT_STREAM = 'InputStream';

const selectXmlInfo = objectType<SelectXmlData>()({
  name: 'SelectXmlInfo',
  fullName: 'Microsoft.PowerShell.Commands.SelectXmlInfo',
  properties: {
    Node: { type: 'System.Xml.XmlNode', get: ({ node }) => node },
    Path: { type: 'string', get: ({ path }) => path },
    Pattern: { type: 'string', get: ({ pattern }) => pattern },
  },
  view: { table: [{ property: 'Node' }, { property: 'Path' }, { property: 'Pattern' }] },
  toString({ node, path }) {
    const text = node.kind === 'Element' ? innerXml(node) : innerText(node);
    return path === INPUT_STREAM ? text.trim() : `${text.trim()}:${path}`;
  },
});

export default defineCmdlet({
  name: 'Select-Xml',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Finds nodes of XML with an XPath expression.',
  parameters: {
    XPath: { type: 'string', mandatory: true, position: 0, help: 'The expression.' },
    Xml: {
      type: 'object',
      array: true,
      position: { Xml: 1 },
      pipeline: 'both',
      sets: ['Xml'],
      mandatory: true,
      aliases: ['Node'],
      help: 'Documents or nodes.',
    },
    Path: {
      type: 'string',
      array: true,
      position: { Path: 1 },
      pipeline: 'name',
      sets: ['Path'],
      mandatory: true,
      help: 'XML files.',
    },
    LiteralPath: {
      type: 'string',
      array: true,
      pipeline: 'name',
      sets: ['LiteralPath'],
      mandatory: true,
      aliases: ['PSPath', 'LP'],
      help: 'XML files, their names taken as they are.',
    },
    Content: {
      type: 'string',
      array: true,
      pipeline: 'both',
      sets: ['Content'],
      mandatory: true,
      help: 'XML as text.',
    },
    Namespace: { type: 'hashtable', help: 'What the prefixes of the expression mean.' },
  },
  defaultParameterSet: 'Xml',
  output: [selectXmlInfo],
  impact: 'none',
  examples: [
    {
      title: 'The names of VMs in an inventory',
      code: 'Select-Xml -Content \'<vms><vm name="app-01" /><vm name="db-01" /></vms>\' -XPath \'//vm/@name\' | ForEach-Object { $_.Node.Value }',
    },
  ],
  process(args, invocation) {
    const prefixes = prefixesOf(args.Namespace?.entries.values() ?? [], invocation);
    if (prefixes === undefined) return;
    const search = (node: XmlNode, path: string): void =>
      writeFound(invocation, { node, path, pattern: args.XPath }, prefixes);
    const given: Partial<typeof args> = args;
    for (const value of given.Xml ?? []) {
      if (value instanceof XmlNode) search(value, INPUT_STREAM);
      else searchText(invocation, toText(value), search);
    }
    for (const text of given.Content ?? []) searchText(invocation, text, search);
    if (given.Path === undefined && given.LiteralPath === undefined) return;
    for (const location of existingLocations(invocation, given, {}))
      if (location.kind === 'file') searchFile(invocation, location.path, search);
  },
});

type Search = (node: XmlNode, path: string) => void;

function prefixesOf(
  entries: Iterable<{ readonly key: Value; readonly value: Value }>,
  invocation: Invocation,
): ReadonlyMap<string, string> | undefined {
  const prefixes = new Map<string, string>();
  for (const { key, value } of entries) {
    if (isNull(value)) {
      invocation.writeError({
        message: `An error occurred while searching the namespace prefix '${toText(key)}': it stands for nothing.`,
        id: 'PrefixError',
        category: 'InvalidOperation',
        target: toText(key),
        exceptionType: 'System.InvalidOperationException',
      });
      return undefined;
    }
    prefixes.set(toText(key), toText(value));
  }
  return prefixes;
}

function writeFound(
  invocation: Invocation,
  { node, path, pattern }: SelectXmlData,
  prefixes: ReadonlyMap<string, string>,
): void {
  try {
    for (const found of selectNodes(node, pattern, (prefix) => prefixes.get(prefix)))
      invocation.write(objectOf(selectXmlInfo, { node: found, path, pattern }));
  } catch (error) {
    if (!(error instanceof NetException)) throw error;
    invocation.writeError({
      message: error.message,
      id: 'ProcessingFile',
      category: 'InvalidOperation',
      target: pattern,
      exceptionType: error.exceptionType,
    });
  }
}

function searchText(invocation: Invocation, text: string, search: Search): void {
  const document = newDocument();
  try {
    loadText(document, text);
  } catch (error) {
    if (!(error instanceof NetException)) throw error;
    invocation.writeError({
      message: `Cannot convert value "${text}" to type "System.Xml.XmlDocument". Error: "${error.message}"`,
      id: 'InvalidCastToXmlDocument',
      category: 'InvalidData',
      target: text,
      exceptionType: 'System.Management.Automation.PSInvalidCastException',
    });
    return;
  }
  search(document, INPUT_STREAM);
}

function searchFile(invocation: Invocation, path: string, search: Search): void {
  const read = invocation.host.files.read(path);
  if (!read.ok) {
    invocation.writeError(fileError(read.fault, 'ProcessingFile'));
    return;
  }
  const document = newDocument();
  try {
    loadText(document, decodeXml(read.value));
  } catch (error) {
    if (!(error instanceof NetException)) throw error;
    invocation.writeError({
      message: `The file '${path}' cannot be read as XML: ${error.message}`,
      id: 'ProcessingFile',
      category: 'InvalidOperation',
      target: path,
      exceptionType: error.exceptionType,
    });
    return;
  }
  search(document, path);
}
