import type { Console } from '../datacenter/vm/vm-console.ts';
import { objectType } from '../values/object-type.ts';
import type { Connection } from './connection.ts';
import { vmValue } from './virtual-machine.ts';

export interface ConsoleItem extends Console {
  readonly connection: Connection;
}

/** An opened console of a VM. */
export const consoleType = objectType<ConsoleItem>()({
  name: 'VMConsole',
  fullName: 'VSeal.VMConsole',
  properties: {
    VM: { type: 'VirtualMachine', get: ({ connection, vm }) => vmValue(connection, vm) },
    Url: {
      type: 'string',
      get: ({ connection: { caller, serverName, port }, vm }) =>
        `vmrc://${caller.user}@${serverName}:${port}/?moid=${vm.id}`,
    },
    Screen: { type: 'string[]', get: ({ lines }) => [...lines], help: 'The lines that the console shows.' },
  },
  view: {
    list: [
      { label: 'VM', get: ({ vm }) => vm.name },
      'Url',
      { label: 'Screen', get: ({ lines }) => lines.join('\n') },
    ],
  },
});
