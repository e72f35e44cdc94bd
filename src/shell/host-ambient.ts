import type { Host } from '../cmdlet/host.ts';
import type { Ambient } from '../values/ambient.ts';
import { NetException } from '../values/net-exception.ts';
import type { Value } from '../values/value.ts';
import type { Runspace } from './runspace.ts';

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
      throw new NetException('System.IO.FileNotFoundException', `Could not find file '${path}'.`);
    },
    writeFile: (path, data, append) => {
      const written = host.files.write(path, data, append ? 'append' : 'replace');
      if (!written.ok)
        throw new NetException('System.IO.IOException', `The file '${path}' cannot be written.`);
    },
    deleteFile: (path) => {
      if (!host.files.remove(path, false).ok)
        throw new NetException('System.IO.IOException', `The file '${path}' cannot be removed.`);
    },
    makeFolder: (path) => {
      if (!host.files.makeFolder(path).ok)
        throw new NetException('System.IO.IOException', `The folder '${path}' cannot be made.`);
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
