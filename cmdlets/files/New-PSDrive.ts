import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { type Drive, drivesOf, type ProviderName } from '../../src/cmdlet/drives.ts';
import { factsOf, locate, pathNotFound } from './location.ts';
import { psDrive, psDriveType } from './ps-drive.ts';

const PROVIDERS: readonly ProviderName[] = ['FileSystem', 'Environment', 'Variable', 'Function', 'Alias'];

export default defineCmdlet({
  name: 'New-PSDrive',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['ndr'],
  synopsis: 'Gives a folder a short name that paths can begin with.',
  parameters: {
    Name: {
      type: 'string',
      mandatory: true,
      position: 0,
      pipeline: 'name',
      help: 'The name without a colon.',
    },
    PSProvider: {
      type: 'string',
      mandatory: true,
      position: 1,
      pipeline: 'name',
      validateSet: PROVIDERS,
      help: 'FileSystem.',
    },
    Root: {
      type: 'string',
      mandatory: true,
      position: 2,
      pipeline: 'name',
      allowEmpty: true,
      help: 'The folder that it begins at.',
    },
    Description: { type: 'string', pipeline: 'name', help: 'What it is for.' },
    Scope: { type: 'string', help: 'Taken; drives are for the session.' },
    Credential: { type: 'credential', hidden: true, help: 'Taken for scripts that give it.' },
    Persist: { type: 'switch', hidden: true, help: 'Taken for scripts that give it.' },
  },
  output: [psDriveType],
  impact: 'medium',
  examples: [
    {
      title: 'A name for the temporary folder',
      code: 'New-PSDrive -Name Scratch -PSProvider FileSystem -Root ([System.IO.Path]::GetTempPath())',
    },
  ],
  process(args, invocation) {
    const drives = drivesOf(invocation.session);
    const key = args.Name.toLowerCase();
    if (drives.has(key)) {
      invocation.throwTerminating({
        message: `A drive with the name '${args.Name}' already exists.`,
        id: 'DriveAlreadyExists',
        category: 'ResourceExists',
        target: args.Name,
        advice: `Remove-PSDrive ${args.Name}`,
        exceptionType: 'System.Management.Automation.SessionStateException',
      });
    }
    const provider =
      PROVIDERS.find((each) => each.toLowerCase() === args.PSProvider.toLowerCase()) ?? 'FileSystem';
    let root = '';
    if (provider === 'FileSystem') {
      const location = locate(invocation.session, args.Root);
      if (location.kind !== 'file' || factsOf(invocation.session, location.path)?.folder !== true) {
        return invocation.throwTerminating({
          ...pathNotFound(args.Root),
          id: 'DriveRootError',
          category: 'ReadError',
        });
      }
      root = location.path;
    }
    if (!invocation.shouldProcess(`Name: ${args.Name} Provider: ${provider} Root: ${root}`, 'New drive'))
      return;
    const drive: Drive = { name: args.Name, provider, root, description: args.Description ?? '' };
    drives.set(key, drive);
    invocation.write(psDrive(drive));
  },
});
