import { posix } from 'node:path';
import { fileObjectAt } from '../cmdlet/file-info.ts';
import type { FileFacts, FileFault, FileResult, Host } from '../cmdlet/host.ts';
import type { Ambient } from '../values/ambient.ts';
import { NetException } from '../values/net-exception.ts';
import type { Runspace } from './runspace.ts';

function done<T>(host: Host, result: FileResult<T>): T {
  if (result.ok) return result.value;
  throw fileException(host, result.fault);
}

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
  const factsAt = (path: string): FileFacts | undefined => {
    const facts = host.files.facts(path);
    return facts.ok ? facts.value : undefined;
  };
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
    fileExists: (path) => factsAt(path)?.folder === false,
    folderExists: (path) => factsAt(path)?.folder === true,
    facts: factsAt,
    readFile: (path) => done(host, host.files.read(path)),
    writeFile: (path, data, append) =>
      done(host, host.files.write(path, data, append ? 'append' : 'replace')),
    copyFile: (from, to) => done(host, host.files.copy(from, to)),
    moveFile: (from, to) => done(host, host.files.move(from, to)),
    remove: (path, recurse) => done(host, host.files.remove(path, recurse)),
    makeFolder: (path) => done(host, host.files.makeFolder(path)),
    list: (folder) => done(host, host.files.list(folder)),
    fileObject: (path, folder) => fileObjectAt(host.files, path, folder),
    digest: (algorithm, bytes) => host.digest(algorithm, bytes),
    variable: (name) => runspace().current.scope.find(name.toLowerCase())?.value,
    interrupted: () => host.interrupted(),
    checkInterrupt: () => runspace().slowTick(),
  };
}
