import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { hasWildcard, matchesWildcard } from '../../src/values/wildcard.ts';
import { processIds, processObject } from './process-info.ts';

export default defineCmdlet({
  name: 'Get-Process',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['gps'],
  synopsis: 'Gets the processes of this machine: what runs, how much memory and processor time it took.',
  notes: 'Their command lines are not shown: other programs may keep secrets there.',
  parameters: {
    Name: {
      type: 'string',
      array: true,
      position: { Name: 0 },
      pipeline: { Name: 'name' },
      sets: ['Name'],
      aliases: ['ProcessName'],
      wildcard: true,
      help: 'Their names.',
    },
    Id: {
      type: 'int',
      array: true,
      mandatory: ['Id'],
      pipeline: { Id: 'name' },
      sets: ['Id'],
      aliases: ['PID'],
      help: 'Their numbers.',
    },
  },
  defaultParameterSet: 'Name',
  output: ['System.Diagnostics.Process'],
  impact: 'none',
  examples: [
    { title: 'The three largest', code: 'Get-Process | Sort-Object WS -Descending | Select-Object -First 3' },
  ],
  process(args, invocation) {
    const { host } = invocation;
    const bootedMs = host.nowMs() - host.uptimeMs();
    if (args.Id !== undefined) {
      for (const id of args.Id) {
        const found = processObject(host.files, id, bootedMs);
        if (found !== undefined) invocation.write(found);
        else invocation.writeError(notFound(`the process identifier ${id}`, 'NoProcessFoundForGivenId', id));
      }
      return;
    }
    const running = processIds(host.files).flatMap((id) => processObject(host.files, id, bootedMs) ?? []);
    for (const pattern of args.Name ?? ['*']) {
      const found = running.filter((process) => matchesWildcard(process.data.name, pattern));
      invocation.writeAll(found);
      if (found.length === 0 && !hasWildcard(pattern))
        invocation.writeError(notFound(`the name "${pattern}"`, 'NoProcessFoundForGivenName', pattern));
    }
  },
});

function notFound(what: string, id: string, target: string | number) {
  return {
    message: `Cannot find a process with ${what}. Verify it and call the cmdlet again.`,
    id,
    category: 'ObjectNotFound',
    target,
    exceptionType: 'Microsoft.PowerShell.Commands.ProcessCommandException',
  } as const;
}
