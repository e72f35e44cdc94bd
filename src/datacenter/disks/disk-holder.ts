import { writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { assert } from '../../base/assert.ts';
import { systemClock } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { StateFault } from '../../state/fault.ts';
import type { HeldLock } from '../../state/lock.ts';
import { lockFile } from '../../state/lock.ts';
import { removeIfPresent } from '../../storage/durable-file.ts';
import {
  type NbdAddress,
  type NbdServer,
  type NbdServerSpec,
  startNbdServer,
} from '../../storage/nbd/nbd-server.ts';
import { fileFault, type StorageFault } from '../../storage/storage-fault.ts';
import type { NoAnswer } from '../control-client.ts';
import { createHeldGuest, type GuestOrder, type GuestReply } from '../migration/held-guest.ts';
import type { DiskServerReport } from './disk-server.ts';

/**
 * The worker's side of a disk server. It holds the VM's lock for as long as the disks are open, and listens on a
 * control socket (named in the lock file), so that any process may ask it to stop, to report, to go on with a
 * snapshot's delta, or to move the guest's memory.
 */
export interface DiskHolder {
  hold(call: HoldCall): Result<void, StateFault>;
  serve(call: ServeCall): Promise<Result<NbdAddress, StorageFault>>;
  /** Settles when the server has ended, whoever ended it. */
  ended(): Promise<Result<void, StorageFault>>;
  stop(): Promise<Result<void, StorageFault>>;
}

export interface HoldCall {
  readonly lockPath: string;
  readonly purpose: string;
}

export interface ServeCall {
  readonly spec: Omit<NbdServerSpec, 'tls'>;
  readonly controlSocket: string;
  /** Where the certificate is written that clients of a port are to trust. */
  readonly certificateFile: string | undefined;
}

/** What a client of the control socket may ask for; one JSON line each, answered by one. */
export type ControlRequest =
  | { readonly request: 'stop' }
  | { readonly request: 'report' }
  /** The right to work on the VM's files under this server's lock; it ends with the connection. */
  | { readonly request: 'lend' }
  | { readonly request: 'exchange'; readonly name: string; readonly path: string }
  /** Begins a migration of the guest; for who has been lent the VM. `news` follows it and takes it on. */
  | { readonly request: 'migrate'; readonly order: GuestOrder }
  | { readonly request: 'news'; readonly reply: GuestReply };

/** What a holder that was asked to stop has let go of. */
export interface LetGo {
  /** The guest had been moved by the holder, which had its memory. */
  readonly guestMemory: boolean;
}

/** Somebody else works on the VM's files already. */
const LENT: NoAnswer = { noAnswer: 'it is lent to another' };

const LIMIT_LINE_BYTES = 64 * 1024;

export function createDiskHolder(): DiskHolder {
  let lock: HeldLock | undefined;
  let purpose = '';
  let server: NbdServer | undefined;
  let control: Server | undefined;
  let isReadOnly = false;
  let sockets: string[] = [];
  let stopping: Promise<Result<void, StorageFault>> | undefined;
  const guest = createHeldGuest();
  let hasEnded: (result: Result<void, StorageFault>) => void = () => undefined;
  const ended = new Promise<Result<void, StorageFault>>((resolve) => {
    hasEnded = resolve;
  });

  const shutDown = async (): Promise<Result<void, StorageFault>> => {
    await guest.abandon();
    const stopped = (await server?.stop()) ?? ok(undefined);
    control?.close();
    for (const path of sockets) removeIfPresent(path);
    lock?.release({ remove: true });
    hasEnded(stopped);
    return stopped;
  };
  const stop = (): Promise<Result<void, StorageFault>> => {
    stopping ??= shutDown();
    return stopping;
  };
  const report = (): DiskServerReport => {
    assert(server !== undefined, 'the server was started before its control socket');
    return { pid: process.pid, isReadOnly, address: server.address, ...server.report() };
  };
  const answer = async (line: string, lending: Lending): Promise<Result<unknown, unknown>> => {
    const message = JSON.parse(line) as ControlRequest;
    switch (message.request) {
      case 'stop': {
        const letGo: LetGo = { guestMemory: guest.keepsMemory };
        const stopped = await stop();
        return stopped.ok ? ok(letGo) : stopped;
      }
      case 'report':
        return ok(report());
      case 'lend':
        return lending.take() ? ok(undefined) : fail(LENT);
      case 'exchange':
        assert(server !== undefined, 'the server was started before its control socket');
        return lending.isHolder() ? server.exchange(message.name, message.path) : fail(LENT);
      case 'migrate':
        return lending.isHolder() && guest.start(message.order) ? ok(undefined) : fail(LENT);
      case 'news':
        return lending.isHolder() ? ok((await guest.news(message.reply)) ?? null) : fail(LENT);
    }
  };

  return {
    hold(call) {
      purpose = call.purpose;
      const locked = lockFile(call.lockPath, { pid: process.pid, purpose }, { waitMs: 100 });
      if (!locked.ok) return locked;
      lock = locked.value;
      return ok(undefined);
    },
    async serve({ spec, controlSocket, certificateFile }) {
      const tls = certificateFile === undefined ? undefined : await makeCertificate(certificateFile);
      const started = await startNbdServer(tls === undefined ? spec : { ...spec, tls });
      tls?.keyPem.fill(0);
      if (!started.ok) return started;
      server = started.value;
      isReadOnly = spec.exports.every((offered) => offered.isReadOnly);
      sockets = [controlSocket, ...(server.address.kind === 'unix' ? [server.address.path] : [])];
      const listening = await listenForControl(controlSocket, answer, () => void guest.abandon());
      if (!listening.ok) return listening;
      control = listening.value;
      lock?.describe({ pid: process.pid, purpose, socket: controlSocket });
      return ok(server.address);
    },
    ended: () => ended,
    stop,
  };
}

/** One connection at a time may work on the VM's files under the holder's lock. */
interface Lending {
  take(): boolean;
  isHolder(): boolean;
}

/** The socket lies in a folder of the user's own. */
async function listenForControl(
  path: string,
  answer: (line: string, lending: Lending) => Promise<Result<unknown, unknown>>,
  borrowerLeft: () => void,
): Promise<Result<Server, StorageFault>> {
  const removed = removeIfPresent(path);
  if (!removed.ok) return removed;
  let borrower: Socket | undefined;
  const control = createServer((socket) => {
    let text = '';
    const lending: Lending = {
      take: () => {
        borrower ??= socket;
        return borrower === socket;
      },
      isHolder: () => borrower === socket,
    };
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (borrower !== socket) return;
      borrower = undefined;
      borrowerLeft();
    });
    socket.on('data', (chunk: string) => {
      text += chunk;
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      if (text.length > LIMIT_LINE_BYTES) socket.destroy();
      for (const line of lines) {
        answer(line, lending).then(
          (result) => socket.write(`${JSON.stringify(result)}\n`),
          () => socket.destroy(),
        );
      }
    });
  });
  try {
    await new Promise<void>((resolve, reject) => {
      control.once('error', reject);
      control.listen(path, resolve);
    });
  } catch (error) {
    return fail(fileFault(path, 'listen', error));
  }
  control.unref();
  return ok(control);
}

/** A certificate for this server's life; the private key never touches a file. */
async function makeCertificate(
  certificateFile: string,
): Promise<{ readonly certificatePem: string; readonly keyPem: Uint8Array }> {
  const { makeServerCertificate, validFor } = await import('../../certificates/issue.ts');
  const made = await makeServerCertificate(
    ['localhost', '127.0.0.1'],
    'EC-P256',
    validFor(CERTIFICATE_DAYS, systemClock),
  );
  if (!made.ok) throw new Error(made.fault.message);
  writeFileSync(certificateFile, made.value.certificatePem, { mode: 0o600 });
  return made.value;
}

const CERTIFICATE_DAYS = 365;
