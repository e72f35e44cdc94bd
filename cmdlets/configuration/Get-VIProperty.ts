import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { nameParameter } from '../../src/inventory/parameters.ts';
import { viProperties, viPropertyType, viPropertyValue } from '../../src/inventory/vi-property.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-VIProperty',
  synopsis: 'Gets the properties that New-VIProperty made.',
  parameters: {
    Name: nameParameter,
    ObjectType: { type: 'string', array: true, position: 1, wildcard: true, help: 'Types, with wildcards.' },
    DeclaredOnly: { type: 'switch', help: 'Accepted: a property belongs to the type that it was made for.' },
  },
  output: [viPropertyType],
  impact: 'none',
  examples: [{ title: 'All of them', code: 'Get-VIProperty' }],
  process(args, invocation) {
    const matches = (patterns: readonly string[] | undefined, text: string): boolean =>
      patterns?.some((pattern) => matchesWildcard(text, pattern)) ?? true;
    for (const property of viProperties()) {
      if (matches(args.Name, property.name) && matches(args.ObjectType, property.objectType))
        invocation.write(viPropertyValue(property));
    }
  },
});
