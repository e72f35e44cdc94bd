import { type Complete, completeKey, type ObjectNames, objectNamesKey } from '../cmdlet/completion.ts';
import { type EditorScripts, editorScriptsKey } from '../cmdlet/editor-scripts.ts';
import type { Host } from '../cmdlet/host.ts';
import { HostInformationMessage } from '../cmdlet/host-message.ts';
import { type PreferenceStore, preferencesKey } from '../cmdlet/preferences.ts';
import { errorText } from '../format/error-text.ts';
import { connectionsKey } from '../inventory/connection.ts';
import { createRunspace, type ShellRunspace } from '../shell/create-runspace.ts';
import type { Streams } from '../shell/streams.ts';
import { LiveVariable } from '../shell/variable.ts';
import type { ResourceKey } from '../values/resource.ts';
import { toText } from '../values/to-text.ts';
import { setTypeNamespace } from '../values/type-name.ts';
import { declareTypesOnDemand } from '../values/type-registry.ts';
import type { Value } from '../values/value.ts';
import { builtCmdlets, loadBuilt } from './built.ts';
import type * as completion from './completion.entry.ts';
import { lazyConnections, type ShellConnections } from './lazy-connections.ts';
import { dataFolder } from './places.ts';
import type * as preferences from './preferences.entry.ts';
import type { ServerValues } from './server-values.entry.ts';
import type { ShellOptions } from './shell-options.ts';
import { transcribedHost } from './transcribed-host.ts';
import type * as vim25 from './vim25.entry.ts';

/** The engine with its cmdlets and its datacenter, in whichever thread it runs. */
export interface Shell extends ShellRunspace {
  readonly connections: ShellConnections;
  /** Waits for background tasks, then closes the datacenter. */
  close(): void;
}

export interface ShellParts {
  readonly options: ShellOptions;
  /** Given the shell's own hook for background work. */
  readonly host: (drain: () => void) => Host;
}

export function createShell({ options, host: makeHost }: ShellParts): Shell {
  const drain = (): void => {
    for (const { tasks } of connections.all()) tasks.drain();
  };
  const host = transcribedHost(makeHost(drain), () => shell.runspace.session.transcriptWriter);
  const connections = lazyConnections(options, (text) => host.streams.err(`${text}\n`));
  const loadCompletion = (): typeof completion => loadBuilt('src/app/completion.entry.ts');
  const resources = new Map<ResourceKey<unknown>, unknown>([
    [connectionsKey, connections],
    [completeKey, (...call: Parameters<Complete>) => loadCompletion().complete(...call)],
    [preferencesKey, lazyPreferences()],
    [editorScriptsKey, { keys: new Map(), addToHistory: undefined } satisfies EditorScripts],
    [
      objectNamesKey,
      (...query: Parameters<ObjectNames>) =>
        loadCompletion().objectNames(() => connections.current())(...query),
    ],
  ]);
  const api = (): typeof vim25 => loadBuilt('src/app/vim25.entry.ts');
  setTypeNamespace({
    prefix: 'VMware.Vim.',
    find: (name) => api().findVimType(name),
    names: () => api().vimTypeNames(),
  });
  declareTypesOnDemand(/^(?:system\.)?xml(?:\.|$)/, () => loadBuilt('src/app/xml.entry.ts'));
  const shell = createRunspace({ host, commands: builtCmdlets(), streams: streamsTo(host), resources });
  const servers = (): Value[] => {
    const { serverValue } = loadBuilt<ServerValues>('src/app/server-values.entry.ts');
    return connections.current().map((connection) => serverValue(connection));
  };
  const { globalScope } = shell.runspace;
  for (const [name, read] of [
    ['DefaultVIServer', () => servers()[0] ?? null],
    ['DefaultVIServers', servers],
  ] as const) {
    globalScope.variables.set(name.toLowerCase(), new LiveVariable(name, read));
  }
  return {
    ...shell,
    connections,
    close() {
      for (const { tasks } of connections.all()) {
        for (const task of tasks.running()) {
          tasks.wait(task, (waiting) => {
            if (host.interrupted()) tasks.cancel(waiting);
          });
        }
      }
      connections.close();
    },
  };
}

/** conf is loaded when somebody asks for a preference. */
function lazyPreferences(): PreferenceStore {
  let loaded: PreferenceStore | undefined;
  const load = (): PreferenceStore => {
    loaded ??= loadBuilt<typeof preferences>('src/app/preferences.entry.ts').createPreferenceStore(
      dataFolder(),
    );
    return loaded;
  };
  return {
    get file() {
      return load().file;
    },
    list: () => load().list(),
    set: (name, value) => load().set(name, value),
    reset: (name) => load().reset(name),
  };
}

/** Write-Host's text, and what Write-Information shows: on standard output, where PowerShell has it. */
function showInformation(streams: Host['streams'], value: Value): void {
  if (value instanceof HostInformationMessage) {
    streams.out(value.noNewline ? value.message : `${value.message}\n`, value.style);
  } else streams.out(`${toText(value)}\n`);
}

/** Everything that is not output, as lines for standard error. */
function streamsTo(host: Host): Streams {
  const { streams } = host;
  return {
    error: (record) => streams.err(`${errorText(record)}\n`, { foreground: 'Red' }),
    warning: (text) => streams.err(`WARNING: ${text}\n`, { foreground: 'Yellow' }),
    verbose: (text) => streams.err(`VERBOSE: ${text}\n`, { foreground: 'Cyan' }),
    debug: (text) => streams.err(`DEBUG: ${text}\n`, { foreground: 'DarkGray' }),
    information: (value) => showInformation(streams, value),
    progress: (record) => streams.progress(record),
  };
}
