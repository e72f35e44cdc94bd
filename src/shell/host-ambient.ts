import { posix } from 'node:path';
import type { FileFault, Host } from '../cmdlet/host.ts';
import type { Ambient } from '../values/ambient.ts';
import { NetException } from '../values/net-exception.ts';
import type { Value } from '../values/value.ts';
import type { Runspace } from './runspace.ts';

/** What .NET throws when a file cannot be read or written. */
function fileException({ files }: Host, fault: FileFault): NetException {
  const { path } = fault;
  switch (fault.kind) {
    case 'NotFound': {
      const folder = files.facts(posix.dirname(path));
      return folder.ok && folder.value.folder
        ? new NetException('System.IO.FileNotFoundException', `Could not find file '${path}'.`)
        : new NetException(
            'System.IO.DirectoryNotFoundException',
            `Could not find a part of the path '${path}'.`,
          );
    }
    case 'Denied':
    case 'IsFolder':
      return new NetException('UnauthorizedAccessException', `Access to the path '${path}' is denied.`);
    case 'Exists':
      return new NetException('System.IO.IOException', `The file '${path}' already exists.`);
    case 'NotEmpty':
      return new NetException('System.IO.IOException', `Directory not empty : '${path}'`);
    case 'NotFolder':
      return new NetException('System.IO.IOException', `Not a directory : '${path}'`);
    case 'TooLarge':
      return new NetException(
        'System.IO.IOException',
        `The file '${path}' is larger than ${fault.limitBytes} bytes.`,
      );
    case 'Io':
      return new NetException('System.IO.IOException', `${fault.message} : '${path}'`);
  }
}

/** The world as the static members of types see it, through the host. */
export function ambientOf(host: Host, runspace: () => Runspace): Ambient {
  return {
    nowMs: () => host.nowMs(),
    monotonicMs: () => host.monotonicMs(),
    randomBytes: (count) => host.randomBytes(count),
    environmentVariable: (name) => host.environment.get(name),
    setEnvironmentVariable: (name, value) => host.environment.set(name, value),
    environmentNames: () => host.environment.names(),
    currentFolder: () => runspace().session.location(),
    temporaryFolder: host.files.temporaryFolder,
    homeFolder: host.files.homeFolder,
    processId: host.processId,
    fileExists: (path) => {
      const facts = host.files.facts(path);
      return facts.ok && !facts.value.folder;
    },
    folderExists: (path) => {
      const facts = host.files.facts(path);
      return facts.ok && facts.value.folder;
    },
    readFile: (path) => {
      const read = host.files.read(path);
      if (read.ok) return read.value;
      throw fileException(host, read.fault);
    },
    writeFile: (path, data, append) => {
      const written = host.files.write(path, data, append ? 'append' : 'replace');
      if (!written.ok) throw fileException(host, written.fault);
    },
    deleteFile: (path) => {
      const removed = host.files.remove(path, false);
      if (!removed.ok) throw fileException(host, removed.fault);
    },
    makeFolder: (path) => {
      const made = host.files.makeFolder(path);
      if (!made.ok) throw fileException(host, made.fault);
    },
    item: (path) => {
      let found: Value = null;
      const asked = new Map<string, Value>([
        ['LiteralPath', path],
        ['Force', true],
      ]);
      runspace().session.call('Get-Item', asked, [], (value) => {
        found = value;
      });
      return found;
    },
    variable: (name) => runspace().current.scope.find(name.toLowerCase())?.value,
    interrupted: () => host.interrupted(),
    checkInterrupt: () => runspace().slowTick(),
  };
}
