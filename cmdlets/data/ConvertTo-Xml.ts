import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { stringType } from '../../src/values/string-type.ts';
import { newDocument } from '../../src/values/xml/xml-document.ts';
import { XmlNode, xmlDocumentType } from '../../src/values/xml/xml-node.ts';
import '../../src/values/xml/xml-types.ts';
import { indentedXml } from '../../src/values/xml/xml-writer.ts';
import { append, element, objectElement, type XmlRequest } from './xml-object.ts';

interface State {
  readonly document: XmlNode;
  readonly objects: XmlNode;
  readonly request: XmlRequest;
}

const DECLARATION = 'version="1.0" encoding="utf-8"';

export default defineCmdlet({
  name: 'ConvertTo-Xml',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Writes objects as XML.',
  parameters: {
    InputObject: {
      type: 'object',
      pipeline: 'value',
      position: 0,
      mandatory: true,
      allowNull: true,
      help: 'The objects.',
    },
    As: {
      type: 'string',
      validateSet: ['Stream', 'String', 'Document'],
      help: 'A text for each object, one text, or an [xml] document, which is what you get when not given.',
    },
    Depth: {
      type: 'int',
      validateRange: [1, 100],
      help: 'How many levels of properties are written out: 1 when not given.',
    },
    NoTypeInformation: { type: 'switch', help: 'Leaves out the Type attributes.' },
  },
  output: [xmlDocumentType, stringType],
  impact: 'none',
  examples: [
    {
      title: 'An object as XML',
      code: "[pscustomobject]@{ Name = 'app-01'; GB = 40 } | ConvertTo-Xml -As String",
    },
    {
      title: 'Without the types, saved',
      code: "(@{ owner = 'ops' } | ConvertTo-Xml -NoTypeInformation).OuterXml",
    },
  ],
  begin(args, invocation): State {
    const document = newDocument();
    append(document, new XmlNode('XmlDeclaration', document, { value: DECLARATION }));
    const objects = element(document, 'Objects');
    append(document, objects);
    if (args.As === 'Stream') invocation.writeAll([`<?xml ${DECLARATION}?>`, '<Objects>']);
    const request: XmlRequest = {
      depth: args.Depth ?? 1,
      typeNames: !args.NoTypeInformation,
      checkInterrupt: () => invocation.checkInterrupt(),
    };
    return { document, objects, request };
  },
  process(args, invocation, { document, objects, request }) {
    const made = objectElement(document, args.InputObject, request);
    if (args.As === 'Stream') invocation.write(indentedXml(made));
    else append(objects, made);
  },
  end(args, invocation, { document }) {
    if (args.As === 'Stream') invocation.write('</Objects>');
    else invocation.write(args.As === 'String' ? indentedXml(document) : document);
  },
});
