import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { splitDrive } from '../../src/cmdlet/drives.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import type { Session } from '../../src/cmdlet/session.ts';
import { unixMs } from '../../src/values/date-time.ts';
import { TerminatingError } from '../../src/values/error-record.ts';
import { booleanType } from '../../src/values/numeric.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { expand, factsOf, type Location } from './location.ts';

export default defineCmdlet({
  name: 'Test-Path',
  module: 'Microsoft.PowerShell.Management',
  synopsis: 'Tells whether something is at a path.',
  parameters: {
    Path: {
      type: 'object',
      array: true,
      mandatory: ['Path'],
      position: { Path: 0 },
      pipeline: { Path: 'both' },
      sets: ['Path'],
      allowNull: true,
      allowEmpty: true,
      wildcard: true,
      help: 'The paths.',
    },
    LiteralPath: {
      type: 'object',
      array: true,
      mandatory: ['LiteralPath'],
      pipeline: { LiteralPath: 'name' },
      sets: ['LiteralPath'],
      aliases: ['PSPath', 'LP'],
      allowNull: true,
      allowEmpty: true,
      help: 'The paths, taken as they are.',
    },
    Filter: { type: 'string', help: 'A pattern that the name matches.' },
    Include: { type: 'string', array: true, help: 'Patterns, one of which the name matches.' },
    Exclude: { type: 'string', array: true, help: 'Patterns that the name does not match.' },
    PathType: {
      type: 'string',
      aliases: ['Type'],
      validateSet: ['Any', 'Container', 'Leaf'],
      help: 'Any, a folder (Container) or a file (Leaf).',
    },
    IsValid: { type: 'switch', help: 'Only whether the path could be one.' },
    OlderThan: { type: 'datetime', help: 'Written before this.' },
    NewerThan: { type: 'datetime', help: 'Written after this.' },
  },
  defaultParameterSet: 'Path',
  output: [booleanType],
  impact: 'none',
  examples: [{ title: 'Is it there', code: 'Test-Path /no/such/file' }],
  process(args, invocation) {
    const literal = args.LiteralPath !== undefined;
    const paths = args.LiteralPath ?? args.Path ?? [];
    for (const given of paths.length === 0 ? [null] : paths) {
      const path = pathText(invocation, given);
      if (path === undefined) continue;
      if (path.trim() === '') {
        invocation.write(false);
      } else if (args.IsValid) {
        invocation.write(couldBePath(invocation.session, path));
      } else {
        const query = { literal, include: args.Include, exclude: args.Exclude, filter: args.Filter };
        const found = expandQuietly(invocation, path, query);
        invocation.write(found.some((location) => matches(location)));
      }
    }
    function matches(location: Location): boolean {
      if (location.kind === 'item') return args.PathType !== (location.name === '' ? 'Leaf' : 'Container');
      const facts = factsOf(invocation.session, location.path);
      if (!facts) return false;
      if (args.PathType === 'Container' && !facts.folder) return false;
      if (args.PathType === 'Leaf' && facts.folder) return false;
      if (args.OlderThan && facts.modifiedMs >= unixMs(args.OlderThan)) return false;
      return !args.NewerThan || facts.modifiedMs > unixMs(args.NewerThan);
    }
  },
});

/** What stands before a colon is a drive's or a provider's name, in a path that could be one. */
function couldBePath(session: Session, path: string): boolean {
  const named = /^([^/\\]*?):/.exec(path);
  return !path.includes('\0') && (named === null || splitDrive(session, path) !== undefined);
}

function expandQuietly(
  invocation: Invocation,
  path: string,
  query: Parameters<typeof expand>[2],
): Location[] {
  try {
    return expand(invocation.session, path, query) ?? [];
  } catch (error) {
    if (error instanceof TerminatingError) return [];
    throw error;
  }
}

function pathText(invocation: Invocation, given: Value): string | undefined {
  if (given !== null) return toText(given);
  invocation.writeError({
    message: 'The provided Path argument was null or an empty collection.',
    id: 'NullPathNotPermitted',
    category: 'InvalidArgument',
    exceptionType: 'System.ArgumentNullException',
  });
  return undefined;
}
