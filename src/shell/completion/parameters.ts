import type { Completion } from '../../cmdlet/completion.ts';
import type { CommandPlace } from '../../language/cursor.ts';
import { type CompletionContext, detailsOf, item, matcher, parameterNamed } from './context.ts';

/** Parameters that are not given yet, the command's own before the common ones. */
export function* parameters(
  { session }: CompletionContext,
  place: CommandPlace,
  typed: string,
): Iterable<Completion> {
  const details = detailsOf(session, place);
  if (details === undefined) return;
  const used = new Set(place.parametersUsed.map((name) => parameterNamed(details, name)?.name));
  const wanted = matcher(typed);
  for (const common of [false, true]) {
    for (const { name, typeName, help, hidden, isSwitch, ...parameter } of details.parameters) {
      if (parameter.common !== common || hidden || used.has(name) || !wanted(name)) continue;
      yield item(`-${name}`, `-${name}`, `[${isSwitch ? 'switch' : typeName}] ${help}`, 'parameter');
    }
  }
}
