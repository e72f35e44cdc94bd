import { dirname, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { openKmsFolder } from './kms/kms-folder.ts';
import { dataFolder, statePathOf } from './places.ts';

type Run = () => number | Promise<number>;

/** `vseal kms`: a key management server of its own, and the keys of the one inside the datacenter. */
export function addKmsCommands(program: Command, start: (run: Run) => Promise<void>): void {
  const kms = program.command('kms').description('run and look after a KMIP key management server');
  const withData = (command: Command): Command =>
    command.option('--data <folder>', 'where it keeps its keys and clients', join(dataFolder(), 'kms'));

  withData(kms.command('init'))
    .description('make a key management server')
    .option('--address <names>', 'names and addresses for its certificate', '127.0.0.1,localhost')
    .action(({ data, address }: { data: string; address: string }) =>
      start(async () => (await import('./kms/init-command.ts')).initKms(data, address)),
    );
  withData(kms.command('serve'))
    .description('serve until it is told to stop')
    .option('--address <address>', 'where to listen', '127.0.0.1')
    .option('--port <n>', 'the port; 0 takes a free one', portNumber, 5696)
    .action(({ data, address, port }: { data: string; address: string; port: number }) =>
      start(async () => (await import('./kms/serve-command.ts')).serveKmsFolder(data, address, port)),
    );
  withData(kms.command('certificate'))
    .description("print the certificate of the server's authority, which KMIP clients trust, as PEM")
    .option('--server', "print the server's own certificate instead, for clients that pin it", false)
    .action(({ data, server }: { data: string; server: boolean }) =>
      start(async () => (await import('./kms/certificate-command.ts')).printKmsCertificate(data, server)),
    );
  withData(kms.command('renew'))
    .description("renew the server's certificate, for the same key")
    .option('--address <names>', 'other names and addresses for it')
    .action(({ data, address }: { data: string; address?: string }) =>
      start(async () => (await import('./kms/certificate-command.ts')).renewKmsCertificate(data, address)),
    );
  addClientCommands(kms, withData, start);
  addKeyCommands(program, kms, withData, start);
  for (const [name, help] of [
    ['backup', 'write all keys and clients to a new file, sealed under a passphrase'],
    ['restore', 'make a server from a backup'],
  ] as const) {
    withData(kms.command(name))
      .description(help)
      .argument('<file>', 'the backup')
      .requiredOption('--passphrase-file <file>', 'a file whose first line is the passphrase')
      .action((file: string, { data, passphraseFile }: { data: string; passphraseFile: string }) =>
        start(async () => {
          const { backupKms, restoreKms } = await import('./kms/backup-commands.ts');
          return (name === 'backup' ? backupKms : restoreKms)(data, file, passphraseFile);
        }),
      );
  }
}

function addClientCommands(
  kms: Command,
  withData: (command: Command) => Command,
  start: (run: Run) => Promise<void>,
): void {
  const client = kms.command('client').description('say who may come in');
  withData(client.command('add'))
    .description('let a client in by its certificate; a signing request is signed and printed')
    .argument('<name>', 'who owns the keys that the client makes')
    .argument('[file]', 'certificate or signing request, PEM')
    .option('--generate <folder>', 'make certificate and key there instead, beside the authority to trust')
    .action((name: string, file: string | undefined, options: { data: string; generate?: string }) =>
      start(async () => {
        const { data, generate } = options;
        const wanted = {
          name,
          ...(file !== undefined && { file }),
          ...(generate !== undefined && { generate }),
        };
        return (await import('./kms/client-commands.ts')).addKmsClient(data, wanted);
      }),
    );
  withData(client.command('list'))
    .description('list the clients')
    .action(({ data }: { data: string }) =>
      start(async () => (await import('./kms/client-commands.ts')).listKmsClients(data)),
    );
  withData(client.command('revoke'))
    .description('let a client in no more, at once')
    .argument('<name>', 'the client')
    .action((name: string, { data }: { data: string }) =>
      start(async () => (await import('./kms/client-commands.ts')).revokeKmsClient(data, name)),
    );
}

function addKeyCommands(
  program: Command,
  kms: Command,
  withData: (command: Command) => Command,
  start: (run: Run) => Promise<void>,
): void {
  interface Options {
    readonly data: string;
    readonly embedded?: boolean;
  }
  const key = kms.command('key').description("look after the clients' keys");
  const store = async ({ data, embedded }: Options): Promise<ReturnType<typeof openKmsFolder>> => {
    const folders = await import('./kms/kms-folder.ts');
    if (embedded !== true) return folders.openKmsFolder(data);
    return folders.openEmbeddedKms(dirname(statePathOf(program.opts<{ state?: string }>().state)));
  };
  const command = (name: string, help: string): Command =>
    withData(key.command(name))
      .description(help)
      .option('--embedded', 'the keys of the server inside the datacenter (see --state)');
  command('list', 'list the keys, never their bytes')
    .option('--json', 'as JSON')
    .action((options: Options & { json?: boolean }) =>
      start(async () =>
        (await import('./kms/key-commands.ts')).listKeys(await store(options), options.json === true),
      ),
    );
  for (const [name, help] of [
    ['revoke', 'deactivate a key: it opens old data and protects no new'],
    ['compromise', 'mark a key as compromised'],
    ['destroy', 'destroy a key for good'],
  ] as const) {
    command(name, help)
      .argument('<id>', 'the id of the key')
      .action((id: string, options: Options) =>
        start(async () => (await import('./kms/key-commands.ts')).changeKey(await store(options), id, name)),
      );
  }
}

function portNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}
