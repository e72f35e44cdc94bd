import { ENCODING_PARAMETER } from './encoding.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';

/** What Set-Content and Add-Content share. */
export const WRITE_PARAMETERS = {
  ...PATH_PARAMETERS,
  Value: {
    type: 'object',
    array: true,
    mandatory: true,
    position: 1,
    pipeline: 'both',
    allowNull: true,
    allowEmpty: true,
    help: 'The lines, or bytes with -AsByteStream.',
  },
  PassThru: { type: 'switch', help: 'Returns what was written.' },
  Force: { type: 'switch', help: 'Writes to a read-only file too.' },
  NoNewline: { type: 'switch', help: 'Without line breaks.' },
  Encoding: ENCODING_PARAMETER,
  AsByteStream: { type: 'switch', help: 'The values are bytes.' },
} as const;
