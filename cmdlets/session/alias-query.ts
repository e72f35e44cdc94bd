import { commandInfo } from '../../src/cmdlet/command-info.ts';
import type { AliasFacts, Session } from '../../src/cmdlet/session.ts';
import type { Value } from '../../src/values/value.ts';

/** An alias as Get-Alias returns it. */
export function aliasObject(session: Session, alias: AliasFacts): Value {
  const facts = session.commands.find(alias.name);
  return commandInfo(
    session,
    facts?.kind === 'Alias' && facts.definition === alias.target
      ? facts
      : {
          kind: 'Alias',
          name: alias.name,
          module: '',
          definition: alias.target,
          synopsis: '',
          parameterNames: [],
        },
  );
}
