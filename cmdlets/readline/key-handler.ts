import type { KeyHandler } from '../../src/cmdlet/terminal.ts';
import { objectType } from '../../src/values/object-type.ts';

/** A key and what it does. */
export const keyHandlerType = objectType<KeyHandler>()({
  name: 'KeyHandler',
  fullName: 'Microsoft.PowerShell.KeyHandler',
  properties: {
    Key: { type: 'string', get: ({ key }) => key },
    Function: { type: 'string', get: (handler) => handler.function },
    Description: { type: 'string', get: ({ description }) => description },
    Group: { type: 'string', get: ({ group }) => group },
  },
  view: {
    table: [{ property: 'Key', width: 20 }, { property: 'Function', width: 26 }, { property: 'Description' }],
    groupBy: { property: 'Group' },
  },
  toString: (handler) => handler.function,
});
