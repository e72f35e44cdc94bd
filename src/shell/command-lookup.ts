import { didYouMean } from '../base/similar-names.ts';
import type { CommandSource } from '../cmdlet/command-source.ts';
import type { AliasFacts } from '../cmdlet/session.ts';
import { ErrorRecord, Exception, exceptionTypeNamed, TerminatingError } from '../values/error-record.ts';
import { BUILTIN_ALIASES } from './builtin-aliases.ts';
import type { Command, FunctionCommand } from './command.ts';
import type { Frame } from './frame.ts';
import { notOffered } from './not-offered.ts';
import type { Scope } from './scope.ts';

/** Finds what a name calls: alias, function, cmdlet, script, program, in this order. */
export class CommandLookup {
  readonly source: CommandSource;
  /** Lower-cased cmdlet names and aliases to the cmdlet's name. */
  #cmdletNames: Map<string, string> | undefined;
  #modules: Map<string, string> | undefined;
  constructor(source: CommandSource) {
    this.source = source;
  }

  /** Throws CommandNotFoundException. */
  find(frame: Frame, name: string): Command {
    const found = this.tryFind(frame, name);
    if (found !== undefined) return found;
    throw notFound(frame, name);
  }

  tryFind(frame: Frame, name: string): Command | undefined {
    const plain = unqualified(name);
    let wanted = plain;
    for (let hops = 0; hops < MAX_ALIAS_HOPS; hops++) {
      const alias =
        wanted === name || wanted === plain || hops > 0 ? this.findAlias(frame.scope, wanted) : undefined;
      if (alias === undefined) break;
      wanted = unqualified(alias.target);
    }
    return (
      findFunction(frame.scope, wanted) ??
      this.cmdlet(wanted) ??
      frame.runspace.findScript(frame, wanted) ??
      (wanted.includes('-') ? undefined : this.cmdlet(`get-${wanted}`))
    );
  }

  cmdlet(name: string): Command | undefined {
    const known = this.cmdletNames().get(name.toLowerCase());
    if (known === undefined) return undefined;
    const cmdlet = this.source.load(known);
    return cmdlet && { kind: 'Cmdlet', name: cmdlet.name, cmdlet, moduleName: this.moduleOf(cmdlet.name) };
  }

  cmdletNames(): ReadonlyMap<string, string> {
    if (this.#cmdletNames === undefined) {
      this.#cmdletNames = new Map();
      for (const entry of this.source.index()) this.#cmdletNames.set(entry.name.toLowerCase(), entry.name);
    }
    return this.#cmdletNames;
  }

  moduleOf(cmdlet: string): string {
    this.#modules ??= new Map(this.source.index().map((entry) => [entry.name, entry.module ?? '']));
    return this.#modules.get(cmdlet) ?? '';
  }

  findAlias(scope: Scope, name: string): AliasFacts | undefined {
    const key = name.toLowerCase();
    for (let at: Scope | null = scope; at !== null; at = at.parent) {
      const found = at.aliases?.get(key);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The aliases that a new session starts with: the table's and those that cmdlets declare. */
  startAliases(): Map<string, AliasFacts> {
    const aliases = new Map<string, AliasFacts>();
    const put = (name: string, target: string): void => {
      aliases.set(name.toLowerCase(), { name, target, options: [], description: '' });
    };
    for (const [name, target] of Object.entries(BUILTIN_ALIASES)) put(name, target);
    for (const entry of this.source.index()) for (const alias of entry.aliases) put(alias, entry.name);
    return aliases;
  }
}

const MAX_ALIAS_HOPS = 20;

/** `Microsoft.PowerShell.Utility\Write-Host` names the cmdlet; `.\script.ps1` and `dir\script` name files. */
function unqualified(name: string): string {
  const match = /^[A-Za-z][\w.]*\\([A-Za-z]+-[\w]+)$/.exec(name);
  return match?.[1] ?? name;
}

export function findFunction(scope: Scope, name: string): FunctionCommand | undefined {
  const key = name.toLowerCase();
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const found = at.functions?.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function notFound(frame: Frame, name: string): TerminatingError {
  const known = notOffered(name);
  if (known !== undefined) return known;
  const type = exceptionTypeNamed('System.Management.Automation.CommandNotFoundException');
  const isFile = /[\\/]/.test(name) || /\.ps1$/i.test(name);
  const message = `The term '${name}' is not recognized as a name of a cmdlet, function, script file, or executable program.\nCheck the spelling of the name, or if a path was included, verify that the path is correct and try again.`;
  const exception = new Exception(type, message, null, new Map([['commandname', name]]));
  const record = new ErrorRecord(exception, 'CommandNotFoundException', 'ObjectNotFound', name);
  if (!isFile && frame.runspace.host.native === undefined && frame.runspace.knowsProgram(name)) {
    record.why = 'Starting external programs is not allowed.';
    record.advice = 'Start the shell with --allow-native.';
  } else if (!isFile) record.advice = () => didYouMean(name, frame.runspace.commandNames()) ?? null;
  return new TerminatingError(record);
}
