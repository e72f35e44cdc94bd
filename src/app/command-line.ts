import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { addKmsCommands } from './kms-command-line.ts';
import type { NbdOptions } from './nbd-command.ts';
import { optionsFirst } from './option-order.ts';
import { isPiped } from './piped-input.ts';
import { runtimeFolders, statePathOf } from './places.ts';
import { OutputClosed } from './plain-host.ts';
import type { ShellOptions } from './shell-options.ts';
import { packageVersion } from './version.ts';

/** Wrong usage of the command line. */
const USAGE = 2;
const ADMINISTRATOR = 'administrator@vsphere.local';

interface GlobalOptions {
  readonly state?: string;
  readonly user: string;
  readonly connect: boolean;
  readonly output: ShellOptions['output'];
  readonly color: boolean;
  readonly labAcceptsAny: boolean;
  readonly allowNative: boolean;
  readonly profile: boolean;
  readonly command?: string;
  readonly plain: boolean;
}

/** Runs what the arguments ask for and gives the exit code. What is not needed is not loaded. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const start: Start = async (run) => {
    exitCode = await run();
  };
  const program = createProgram(start);
  if (!isOneLiner(args)) for (const add of Object.values(SUBCOMMANDS)) add(program, start);
  try {
    await program.parseAsync(optionsFirst(program, args), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    if (error instanceof OutputClosed) return exitCode;
    throw error;
  }
  return exitCode;
}

type Run = () => number | Promise<number>;
type Start = (run: Run) => Promise<void>;

/** True when no subcommand can be meant: making them all takes a while. */
const isOneLiner = (args: readonly string[]): boolean =>
  args.at(-2) === '-c' && !args.some((argument) => Object.hasOwn(SUBCOMMANDS, argument));

function createProgram(start: Start): Command {
  return new Command('vseal')
    .description('A PowerCLI-style shell with a whole datacenter inside.')
    .version(packageVersion())
    .exitOverride()
    .enablePositionalOptions()
    .option('-c, --command <text>', 'run this text and leave; piped input is $input')
    .option('--state <file>', 'the state file (default: datacenter.json in the data folder)')
    .option('--user <name>', 'who to work as', ADMINISTRATOR)
    .option('--no-connect', 'start without a connection')
    .addOption(
      new Option('--output <format>', 'format of the output')
        .choices(['text', 'json', 'table', 'csv'])
        .default('text'),
    )
    .option('--no-color', 'no colours')
    .option('--lab-accepts-any', 'any server name and credentials mean the lab', false)
    .option('--allow-native', 'scripts may start external programs', false)
    .option('--no-profile', 'the interactive shell does not run $PROFILE')
    .option('--plain', 'a plain prompt, for screen readers and dumb terminals', false)
    .allowExcessArguments()
    .action((options: GlobalOptions, program: Command) => {
      const [unknown] = program.args;
      if (unknown !== undefined) program.error(`vseal: ${noSuchCommand(unknown)}`);
      return start(() => runDefault(options));
    });
}

/** A script's name by itself is the likeliest mistake. */
function noSuchCommand(name: string): string {
  return name.endsWith('.ps1')
    ? `a script file is run by: vseal run ${name}`
    : `there is no command '${name}'; vseal --help lists them, and vseal -c runs a line.`;
}

const SUBCOMMANDS: Readonly<Record<string, (program: Command, start: Start) => void>> = {
  run: addRunCommand,
  start: addStartCommand,
  parse: addParseCommand,
  lab: addLabCommand,
  nbd: addNbdCommand,
  state: addStateCommands,
  kms: addKmsCommands,
};

function addRunCommand(program: Command, start: Start): void {
  program
    .command('run')
    .description('run a script file')
    .argument('<file>', 'the script')
    .argument('[arguments...]', 'its arguments')
    .passThroughOptions()
    .allowUnknownOption()
    .action((file: string, rest: string[]) =>
      start(async () =>
        (await import('./run-script.ts')).runScript(shellOptions(program.opts()), file, rest),
      ),
    );
}

/** What `npm start` calls. */
function addStartCommand(program: Command, start: Start): void {
  program.command('start', { hidden: true }).action(() => start(() => runStart(program.opts())));
}

function addParseCommand(program: Command, start: Start): void {
  program
    .command('parse')
    .description('report the syntax errors of script files as JSON')
    .argument('<files...>', 'the scripts')
    .option('--ast', 'the syntax tree too')
    .option('--tokens', 'the tokens too')
    .action((files: string[], options: { ast?: boolean; tokens?: boolean }) =>
      start(async () => (await import('./parse-command.ts')).parseFiles(files, options)),
    );
}

function addLabCommand(program: Command, start: Start): void {
  program
    .command('lab')
    .description('make a lab datacenter')
    .command('new')
    .description('make a lab in an empty state file')
    .option('--hosts <n>', 'number of hosts', wholeNumber, 3)
    .option(
      '--vms <n>',
      'number of virtual machines with thin, empty disks (default: the named VMs)',
      wholeNumber,
    )
    .action((size: { hosts: number; vms?: number }) =>
      start(async () => (await import('./lab-command.ts')).newLab(shellOptions(program.opts()), size)),
    );
}

function addNbdCommand(program: Command, start: Start): void {
  program
    .command('nbd')
    .description("serve a running VM's disks over NBD until Ctrl-C")
    .argument('<vm>', 'the virtual machine')
    .option('--disk <n>', 'only its n-th disk', wholeNumber)
    .option('--read-only', 'clients may only read')
    .option('--socket <path>', 'the Unix socket to make')
    .option('--port <port>', 'a loopback port (0: a free one), under TLS, instead of a socket', portNumber)
    .action((vm: string, options: NbdOptions) =>
      start(async () =>
        (await import('./nbd-command.ts')).serveDisks(shellOptions(program.opts()), vm, options),
      ),
    );
}

function addStateCommands(program: Command, start: Start): void {
  const state = program.command('state').description('look after the state file');
  for (const [name, help] of [
    ['export', 'print the whole state as one JSON document'],
    ['compact', 'fold the journal into the state file'],
    ['path', 'print where the state file is'],
  ] as const) {
    state
      .command(name)
      .description(help)
      .action(() =>
        start(async () =>
          (await import('./state-command.ts')).stateCommand(shellOptions(program.opts()), name),
        ),
      );
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= 1_000_000) return value;
  throw new InvalidArgumentError('It is a whole number from 1 to 1000000.');
}

function portNumber(text: string): number {
  return text === '0' ? 0 : wholeNumber(text);
}

/** Without a subcommand: -c, else the interactive shell on a terminal, else standard input as a script. */
async function runDefault(options: GlobalOptions): Promise<number> {
  const shell = shellOptions(options);
  if (options.command !== undefined) return runCommand(shell, options.command);
  if (process.stdin.isTTY) return (await import('./interactive.ts')).interactive(shell, options.plain);
  return runStandardInput(shell);
}

async function runCommand(shell: ShellOptions, text: string): Promise<number> {
  const { runText, standardInputLines } = await import('./run-text.ts');
  return runText(shell, { text, ...(isPiped() && { input: standardInputLines() }) });
}

async function runStandardInput(shell: ShellOptions): Promise<number> {
  const { runStatements, standardInputLines } = await import('./run-text.ts');
  const { isComplete } = await import('./completeness.ts');
  return runStatements(shell, standardInputLines(), isComplete);
}

/** `npm start`: the interactive shell; without a terminal and without input, the tour on a throw-away lab. */
async function runStart(options: GlobalOptions): Promise<number> {
  const shell = shellOptions(options);
  if (process.stdin.isTTY && process.stdout.isTTY) {
    return (await import('./interactive.ts')).interactive(shell, options.plain);
  }
  if (isPiped()) return runStandardInput(shell);
  return (await import('./tour.ts')).runTour(shell);
}

export function shellOptions(options: GlobalOptions): ShellOptions {
  const noColor = process.env['NO_COLOR'];
  return {
    statePath: statePathOf(options.state),
    user: options.user,
    connect: options.connect,
    labAcceptsAny: options.labAcceptsAny,
    output: options.output,
    color: options.color && (noColor === undefined || noColor === ''),
    allowNative: options.allowNative,
    profile: options.profile,
    runtimeFolders: runtimeFolders(),
    faultPoint: process.env['VSEAL_FAULT_POINT'],
  };
}
