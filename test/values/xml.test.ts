import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NetException } from '../../src/values/net-exception.ts';
import { newDocument } from '../../src/values/xml/xml-document.ts';
import { XmlNode } from '../../src/values/xml/xml-node.ts';
import { parseDocument } from '../../src/values/xml/xml-parser.ts';
import { indentedXml, outerXml } from '../../src/values/xml/xml-writer.ts';
import { selectNodes } from '../../src/values/xml/xpath.ts';

function read(text: string, preserveWhitespace = false): XmlNode {
  const document = newDocument();
  document.preserveWhitespace = preserveWhitespace;
  parseDocument(text, document);
  return document;
}

function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof NetException) return error.message;
    throw error;
  }
  return 'read';
}

describe('what is not well-formed is refused with its place', () => {
  test.each([
    ['', 'Root element is missing.'],
    ['hello', 'Data at the root level is invalid. Line 1, position 1.'],
    ['<a/>\n <b/>', 'There are multiple root elements. Line 2, position 3.'],
    [
      '<a>',
      'Unexpected end of file has occurred. The following elements are not closed: a. Line 1, position 4.',
    ],
    ['<a x="1" x="2"/>', "'x' is a duplicate attribute name. Line 1, position 10."],
    ['<a p:x="1"/>', "'p' is an undeclared prefix. Line 1, position 4."],
    ['<p:a/>', "'p' is an undeclared prefix. Line 1, position 2."],
    [
      '<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>',
      "'q:x' is a duplicate attribute name. Line 1, position 36.",
    ],
    ['<a>&nbsp;</a>', "Reference to undeclared entity 'nbsp'. Line 1, position 5."],
    ['<a>& b</a>', 'An error occurred while parsing EntityName. Line 1, position 5.'],
    ['<a>&#0;</a>', "The character reference '&#0;' names no character that XML has. Line 1, position 5."],
    ['<a x="<"/>', "'<', hexadecimal value 0x3C, is an invalid attribute character. Line 1, position 7."],
    ['<a x=1/>', "'1' is an unexpected token. The expected token is '\"' or '''. Line 1, position 6."],
    ['<a>]]></a>', "']]>' is not allowed in character data. Line 1, position 4."],
    ['<a xmlns:p=""/>', "'xmlns:p' cannot be declared as ''. Line 1, position 4."],
    ['<1/>', "Name cannot begin with the '1' character, hexadecimal value 0x31. Line 1, position 2."],
    ['<!DOCTYPE a><a/>', 'For security reasons DTD is prohibited in this XML document. Line 1, position 1.'],
    ['</a>', "Unexpected end tag 'a'. Line 1, position 3."],
  ])('%s', (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  test.each([
    '<a>\0</a>',
    '<a>\ud800</a>',
    '<a',
    '<a ',
    '<a x',
    '<a x="',
    '<!--',
    '<![CDATA[',
    '<?x',
    '<a b:c:d=""/>',
    '<a><!-- -- --></a>',
    ' <?xml version="1.0"?><a/>',
    '<?xml?><a/>',
    '<a>&#xD800;</a>',
    '<a>&#x110000;</a>',
  ])('%j', (text) => {
    expect(refusal(text)).not.toBe('read');
  });

  test('so is what is nested deeper than the limit', () => {
    expect(refusal('<a>'.repeat(256) + '</a>'.repeat(256))).toBe('read');
    expect(refusal('<a>'.repeat(257) + '</a>'.repeat(257))).toContain('nested deeper than 256');
  });
});

test.each([
  ['<a></a>', '<a></a>'],
  ["<a  x = '\"' />", '<a x="&quot;" />'],
  ['<a>&#x41;&lt;&amp;amp;</a>', '<a>A&lt;&amp;amp;</a>'],
  ['\uFEFF<a>\r\n</a>', '<a></a>'],
  ['<a> <b xml:space="preserve"> </b> </a>', '<a><b xml:space="preserve"> </b></a>'],
  ['<a>1<![CDATA[<]]>2</a>', '<a>1<![CDATA[<]]>2</a>'],
  ['<a><?go now?></a>', '<a><?go now?></a>'],
])('%j is read as %j', (text, written) => {
  expect(outerXml(read(text))).toBe(written);
});

const xmlText = fc
  .string({ unit: 'grapheme' })
  .map((text) => text.replace(/[\0-\u0008\v\f\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/gu, '?'));
const name = fc.constantFrom('a', 'b', 'Längе', '_x-1', 'c.d');

/** An element in a document, of random shape. */
const tree = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .record({
      name,
      attributes: fc.uniqueArray(fc.tuple(name, xmlText), { selector: ([key]) => key, maxLength: 3 }),
      children: fc.array(
        fc.oneof({ maxDepth: 3, depthIdentifier: 'xml' }, xmlText.map(escaped), tie('element')),
        { maxLength: 4 },
      ),
    })
    .map(
      (one) =>
        `<${one.name}${one.attributes.map(([key, value]) => ` ${key}="${escaped(value)}"`).join('')}>${one.children.join('')}</${one.name}>`,
    ),
})).element;

function escaped(text: string): string {
  return text.replace(/[&<>"\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

test('what is written is read as the same', () => {
  fc.assert(
    fc.property(tree, (text) => {
      const written = outerXml(read(text, true));
      expect(outerXml(read(written, true))).toBe(written);
      const indented = indentedXml(read(text));
      expect(indentedXml(read(indented))).toBe(indented);
    }),
    { numRuns: 150 },
  );
});

test('whatever is given is read or refused as no XML', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '</',
    '/>',
    'a',
    '"',
    "'",
    '=',
    ' ',
    '&',
    ';',
    '#',
    'x',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    'xml',
    ':',
    '<!DOCTYPE',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 30 }), (pieces) => {
      refusal(pieces.join(''));
      refusal(`<a>${pieces.join('')}</a>`);
    }),
    { numRuns: 500 },
  );
});

describe('XPath', () => {
  const document = read(
    '<r><a n="1"><b>x</b><b>y</b></a><a n="2"><b>z</b><c>10</c></a><!--note--><p:d xmlns:p="u"/></r>',
  );
  test.each<[string, string]>([
    ['/r/a/b', '<b>x</b><b>y</b><b>z</b>'],
    ['//b[1]', '<b>x</b><b>z</b>'],
    ['(//b)[last()]', '<b>z</b>'],
    ['//a[@n>1]/b', '<b>z</b>'],
    ["//a[b='y']/@n", 'n="1"'],
    ['//c | //b[2]', '<b>y</b><c>10</c>'],
    ['//b[position()=2 or .="z"]', '<b>y</b><b>z</b>'],
    ["//*[local-name()='d']", '<p:d xmlns:p="u" />'],
    ['//b[2]/preceding-sibling::b', '<b>x</b>'],
    ['//c/ancestor::a/@n', 'n="2"'],
    ['//comment()', '<!--note-->'],
    ['//a[count(b)=2]/b[contains(.,"y")]/text()', 'y'],
    ['//c[. div 5 = 2 and . mod 3 = 1 and -. < 0]', '<c>10</c>'],
    ['//a[not(c)]/b[starts-with(., "x")]', '<b>x</b>'],
    ['.//b[string-length(.)=1][3]', ''],
    ['//u:d', '<p:d xmlns:p="u" />'],
  ])('%s', (expression, found) => {
    const nodes = selectNodes(document, expression, (prefix) => (prefix === 'u' ? 'u' : undefined));
    expect(nodes.map(outerXml).join('')).toBe(found);
  });

  test.each([
    '',
    '//',
    '/r[',
    'a b',
    '1 +',
    'nosuch()',
    'count(1)',
    '1',
    '$v',
    'x:y',
    'count()',
    '('.repeat(300),
  ])('%j is refused', (expression) => {
    expect(() => selectNodes(document, expression)).toThrow(NetException);
  });

  test('whatever is given finds nodes or is refused', () => {
    const piece = fc.constantFrom(
      '/',
      '//',
      'a',
      'b',
      '*',
      '@n',
      '[',
      ']',
      '(',
      ')',
      '1',
      '=',
      '|',
      '.',
      '..',
      'last()',
      "'x'",
      ' and ',
      '-',
      'text()',
      '::',
      'ancestor',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          expect(selectNodes(document, pieces.join('')).every((node) => node instanceof XmlNode)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(NetException);
        }
      }),
      { numRuns: 500 },
    );
  });
});
