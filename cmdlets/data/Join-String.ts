import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { propertyReader } from '../../src/format/object-properties.ts';
import { formatComposite } from '../../src/values/format.ts';
import { ScriptBlock } from '../../src/values/script-block.ts';
import { stringType } from '../../src/values/string-type.ts';
import { toText } from '../../src/values/to-text.ts';
import { isNull, type Value } from '../../src/values/value.ts';

export default defineCmdlet({
  name: 'Join-String',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Joins the objects of the pipeline to one text.',
  parameters: {
    InputObject: {
      type: 'object',
      array: true,
      pipeline: 'value',
      allowNull: true,
      allowEmpty: true,
      help: 'The objects.',
    },
    Property: {
      type: 'object',
      position: 0,
      help: 'The property that is joined, or a script block that makes the text of an object.',
    },
    Separator: {
      type: 'string',
      position: 1,
      allowEmpty: true,
      help: 'What stands between; $OFS when not given.',
    },
    OutputPrefix: { type: 'string', aliases: ['op'], allowEmpty: true, help: 'What the text begins with.' },
    OutputSuffix: { type: 'string', aliases: ['os'], allowEmpty: true, help: 'What the text ends with.' },
    SingleQuote: { type: 'switch', sets: ['SingleQuote'], help: 'Puts each in single quotes.' },
    DoubleQuote: { type: 'switch', sets: ['DoubleQuote'], help: 'Puts each in double quotes.' },
    FormatString: { type: 'string', sets: ['Format'], help: 'A format for each, such as {0:d2}.' },
    UseCulture: { type: 'switch', help: "The culture's list separator, which is a comma." },
  },
  defaultParameterSet: 'default',
  output: [stringType],
  impact: 'none',
  examples: [
    { title: 'A list for a message', code: "'app-01', 'db-01' | Join-String -Separator ', ' -SingleQuote" },
    {
      title: 'Of a property',
      code: "[pscustomobject]@{ GB = 4 }, [pscustomobject]@{ GB = 8 } | Join-String GB '+'",
    },
  ],
  begin: (): string[] => [],
  process(args, _invocation, texts) {
    const quote = args.SingleQuote ? "'" : args.DoubleQuote ? '"' : '';
    for (const object of args.InputObject ?? []) {
      const value = joined(object, args.Property);
      if (isNull(value)) continue;
      const text =
        args.FormatString === undefined ? toText(value) : formatComposite(args.FormatString, [value]);
      texts.push(`${quote}${text}${quote}`);
    }
  },
  end(args, invocation, texts) {
    const preset = invocation.session.variables.get('OFS');
    const separator = args.Separator ?? (args.UseCulture ? ',' : preset === undefined ? '' : toText(preset));
    invocation.write((args.OutputPrefix ?? '') + texts.join(separator) + (args.OutputSuffix ?? ''));
  },
});

function joined(object: Value, property: Value | undefined): Value {
  if (property === undefined || isNull(object)) return object;
  if (property instanceof ScriptBlock) return property.valueFor(object);
  return propertyReader(toText(property))(object) ?? null;
}
