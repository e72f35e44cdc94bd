import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import {
  type DiskServerInfo,
  type DiskServerRequest,
  diskServerEnd,
  diskServerOf,
  startDiskServer,
  stopDiskServer,
} from '../../src/datacenter/disks/disk-server.ts';
import type { VmRow } from '../../src/datacenter/rows.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { diskServerType, diskServerValue } from '../../src/inventory/disk-server.ts';
import { hardDiskType } from '../../src/inventory/hard-disk.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Start-VMDiskServer',
  synopsis: 'Serves the disks of a running VM over NBD: any NBD client can be its guest.',
  description:
    'Each read and write goes through the encryption module of the host, so a client never sees a key. The server listens on a socket of yours alone or, with -Port, on the loopback address under TLS. It holds the VM until it is stopped, the VM is powered off (by any process), or this shell ends. Access to an encrypted VM needs Cryptographer.Access and leaves an event.',
  parameters: {
    VM: {
      type: virtualMachineType,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VM; it must be powered on.',
    },
    Disk: {
      type: hardDiskType,
      array: true,
      aliases: ['HardDisk'],
      help: 'The disks to serve; all of them unless given.',
    },
    ReadOnly: { type: 'switch', help: 'Clients may only read.' },
    SocketPath: { type: 'string', help: 'The Unix socket; one in the runtime folder unless given.' },
    Port: {
      type: 'int',
      validateRange: [0, 65535],
      help: 'Serves on this port of 127.0.0.1 under TLS instead; 0 takes a free one.',
    },
    Wait: { type: 'switch', help: 'Waits until the server has ended; Ctrl-C ends it.' },
    Server: serverParameter,
  },
  output: [diskServerType],
  impact: 'low',
  privileges: ['VirtualMachine.Provisioning.DiskRandomAccess', 'Cryptographer.Access'],
  examples: [
    { title: 'Serve a VM’s disks', code: 'Start-VMDiskServer db-01' },
    {
      title: 'Let clients only read',
      code: '(Start-VMDiskServer db-01 -ReadOnly).Uri',
    },
  ],
  process(args, invocation) {
    const { connection, row } = args.VM.data;
    if (!invocation.shouldProcess(row.name, 'Serve disks over NBD')) return;
    const request: DiskServerRequest = {
      vmId: row.id,
      isReadOnly: args.ReadOnly,
      ...(args.Disk && { diskKeys: args.Disk.map(({ data }) => data.row.key) }),
      ...(args.SocketPath !== undefined && {
        listen: { socket: invocation.session.resolvePath(args.SocketPath) },
      }),
      ...(args.Port !== undefined && { listen: { port: args.Port } }),
    };
    const { tasks } = connection.datacenter;
    const started = tasks.wait(
      tasks.start(
        connection.caller,
        {
          descriptionId: 'VirtualMachine.startDiskServer',
          name: 'StartDiskServer_Task',
          entity: { id: row.id, name: row.name },
        },
        startDiskServer(connection.datacenter, connection.caller, request),
      ),
    );
    if (!started.ok) {
      reportFault(invocation, started.fault, args.VM);
      return;
    }
    invocation.write(diskServerValue(connection, started.value));
    if (args.Wait) waitForEnd(invocation, connection, row, started.value);
  },
});

/** Shows what goes through until the server has ended; Ctrl-C ends it. */
function waitForEnd(invocation: Invocation, connection: Connection, vm: VmRow, first: DiskServerInfo): void {
  const { datacenter, caller } = connection;
  const activity = `Serving the disks of ${vm.name}`;
  const end = diskServerEnd(vm.id);
  let before = first;
  let beforeMs = invocation.host.monotonicMs();
  while (end !== undefined && end.poll() === undefined) {
    invocation.host.sleep(POLL_MS);
    if (invocation.host.interrupted()) {
      const stopped = stopDiskServer(datacenter, caller, vm.id);
      if (!stopped.ok) reportFault(invocation, stopped.fault);
      break;
    }
    const nowMs = invocation.host.monotonicMs();
    if (nowMs - beforeMs < SHOW_EVERY_MS) continue;
    const now = diskServerOf(datacenter, vm);
    if (!now.ok) continue;
    const status = rates(before, now.value, (nowMs - beforeMs) / 1000);
    invocation.progress({ id: 0, activity, status, completed: false });
    before = now.value;
    beforeMs = nowMs;
  }
  invocation.progress({ id: 0, activity, status: 'Ended', completed: true });
  invocation.checkInterrupt();
}

const POLL_MS = 50;
const SHOW_EVERY_MS = 1000;

function rates(before: DiskServerInfo, now: DiskServerInfo, seconds: number): string {
  const rate = (kind: 'read' | 'write', figure: 'operations' | 'bytes'): number =>
    now.disks.reduce(
      (sum, { io }, at) => sum + io[kind][figure] - (before.disks[at]?.io[kind][figure] ?? 0),
      0,
    ) / seconds;
  const text = (kind: 'read' | 'write'): string =>
    `${kind} ${rate(kind, 'operations').toFixed(0)} IOPS ${(rate(kind, 'bytes') / 1e6).toFixed(1)} MB/s`;
  return `${now.connections} clients, ${text('read')}, ${text('write')}`;
}
