import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { drivesOf, type ProviderName } from '../../src/cmdlet/drives.ts';
import type { Session } from '../../src/cmdlet/session.ts';
import { objectOf, objectType } from '../../src/values/object-type.ts';
import { hasWildcard, matchesWildcard } from '../../src/values/wildcard.ts';
import { psDrive } from './ps-drive.ts';

interface ProviderData {
  readonly name: ProviderName;
  readonly session: Session;
}

const PROVIDERS: readonly ProviderName[] = ['Alias', 'Environment', 'FileSystem', 'Function', 'Variable'];

const drivesBehind = ({ name, session }: ProviderData) =>
  [...drivesOf(session).values()].filter((drive) => drive.provider === name);

const providerInfoType = objectType<ProviderData>()({
  name: 'ProviderInfo',
  fullName: 'System.Management.Automation.ProviderInfo',
  properties: {
    Name: { type: 'string', get: ({ name }) => name },
    Capabilities: {
      type: 'ProviderCapabilities',
      get: ({ name }) => (name === 'FileSystem' ? 'Filter, ShouldProcess' : 'ShouldProcess'),
    },
    Drives: { type: 'PSDriveInfo[]', get: (data) => drivesBehind(data).map(psDrive), json: 'omit' },
    Home: {
      type: 'string',
      get: ({ name, session }) => (name === 'FileSystem' ? session.host.files.homeFolder : ''),
    },
    ModuleName: { type: 'string', get: () => 'Microsoft.PowerShell.Core' },
    PSSnapIn: { type: 'string', get: () => 'Microsoft.PowerShell.Core' },
  },
  view: {
    table: [
      { property: 'Name', width: 20 },
      { property: 'Capabilities', width: 29 },
      {
        label: 'Drives',
        get: (data) =>
          `{${drivesBehind(data)
            .map(({ name }) => name)
            .join(', ')}}`,
      },
    ],
  },
});

export default defineCmdlet({
  name: 'Get-PSProvider',
  module: 'Microsoft.PowerShell.Management',
  synopsis: 'Lists what can stand behind a drive.',
  parameters: {
    PSProvider: {
      type: 'string',
      array: true,
      position: 0,
      pipeline: 'name',
      wildcard: true,
      help: 'Names.',
    },
  },
  output: [providerInfoType],
  impact: 'none',
  examples: [{ title: 'All of them', code: 'Get-PSProvider' }],
  process(args, invocation) {
    for (const pattern of args.PSProvider ?? ['*']) {
      const found = PROVIDERS.filter((name) => matchesWildcard(name, pattern));
      if (found.length === 0 && !hasWildcard(pattern)) {
        invocation.writeError({
          message: `Cannot find a provider with the name '${pattern}'.`,
          id: 'ProviderNotFound',
          category: 'ObjectNotFound',
          target: pattern,
          why: `There are ${PROVIDERS.join(', ')}.`,
          exceptionType: 'System.Management.Automation.ProviderNotFoundException',
        });
      }
      for (const name of found)
        invocation.write(objectOf(providerInfoType, { name, session: invocation.session }));
    }
  },
});
