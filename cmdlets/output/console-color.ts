import { defineEnum } from '../../src/values/enum-type.ts';

export const consoleColorType = defineEnum({
  fullName: 'System.ConsoleColor',
  aliases: ['ConsoleColor'],
  values: [
    'Black',
    'DarkBlue',
    'DarkGreen',
    'DarkCyan',
    'DarkRed',
    'DarkMagenta',
    'DarkYellow',
    'Gray',
    'DarkGray',
    'Blue',
    'Green',
    'Cyan',
    'Red',
    'Magenta',
    'Yellow',
    'White',
  ],
});
