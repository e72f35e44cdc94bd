import type { CompletionItem } from '../../src/cmdlet/parameter.ts';
import { type Preference, type PreferenceStore, preferencesKey } from '../../src/cmdlet/preferences.ts';
import type { Session } from '../../src/cmdlet/session.ts';
import { objectType } from '../../src/values/object-type.ts';

/** A preference of the user, as Get-VSealOption shows it. */
export const preferenceType = objectType<Preference>()({
  name: 'VSealOption',
  fullName: 'VSeal.Option',
  properties: {
    Name: { type: 'string', get: ({ name }) => name },
    Value: { type: 'object', get: ({ value }) => value },
    Default: { type: 'object', get: ({ preset }) => preset },
    Allowed: { type: 'string', get: ({ allowed }) => allowed },
    Description: { type: 'string', get: ({ help }) => help },
  },
  view: {
    table: [
      { property: 'Name', width: 20 },
      { property: 'Value', width: 11, align: 'left' },
      { property: 'Description' },
    ],
  },
});

export function preferencesOf(session: Session): PreferenceStore {
  return session.resource(preferencesKey);
}

export function preferenceNames(session: Session): CompletionItem[] {
  return preferencesOf(session)
    .list()
    .map(({ name, help }) => ({ text: name, help }));
}
