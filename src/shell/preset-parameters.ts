import { Dictionary } from '../values/hashtable.ts';
import { ScriptBlock } from '../values/script-block.ts';
import { toText } from '../values/to-text.ts';
import { isTrue } from '../values/truth.ts';
import { isNull } from '../values/value.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import type { Binding } from './binding.ts';

/** `$PSDefaultParameterValues`: `Command:Parameter` entries for what was not given. */
export function applyPresets(binding: Binding, commandName: string): void {
  const table = binding.frame.scope.find('psdefaultparametervalues')?.value;
  if (!(table instanceof Dictionary) || table.size === 0) return;
  const disabled = table.get('Disabled');
  if (disabled !== undefined && isTrue(disabled)) return;
  for (const { key, value } of table.entries.values()) {
    const [command = '', name = ''] = splitKey(toText(key));
    if (name === '' || !matchesWildcard(commandName, command)) continue;
    const parameter = binding.metadata.byName.get(name.toLowerCase());
    if (
      parameter === undefined ||
      binding.values.has(parameter) ||
      binding.memberships(parameter).length === 0
    )
      continue;
    const preset =
      value instanceof ScriptBlock && parameter.type?.name !== 'ScriptBlock' ? value.invoke() : value;
    if (!isNull(preset) || parameter.allowNull) binding.bind(parameter, preset);
  }
}

function splitKey(key: string): string[] {
  const at = key.lastIndexOf(':');
  return at < 0
    ? []
    : [
        key
          .slice(0, at)
          .trim()
          .replace(/^["']|["']$/g, ''),
        key
          .slice(at + 1)
          .trim()
          .replace(/^["']|["']$/g, ''),
      ];
}
