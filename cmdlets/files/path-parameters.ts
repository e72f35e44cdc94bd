/** -Path, -LiteralPath and the filters that the item cmdlets share. */
export const PATH_PARAMETERS = {
  Path: {
    type: 'string',
    array: true,
    mandatory: ['Path'],
    position: { Path: 0 },
    pipeline: { Path: 'both' },
    sets: ['Path'],
    wildcard: true,
    help: 'Paths; wildcards mean every match.',
  },
  LiteralPath: {
    type: 'string',
    array: true,
    mandatory: ['LiteralPath'],
    pipeline: { LiteralPath: 'name' },
    sets: ['LiteralPath'],
    aliases: ['PSPath', 'LP'],
    help: 'Paths, taken as they are.',
  },
  Filter: { type: 'string', wildcard: true, help: 'A pattern that the name matches.' },
  Include: { type: 'string', array: true, wildcard: true, help: 'Patterns, one of which the name matches.' },
  Exclude: { type: 'string', array: true, wildcard: true, help: 'Patterns that the name does not match.' },
} as const;
