import { type CallContext, serveWorker } from '../worker/serve.ts';
import { type DestinationOutcome, runDestination } from './destination.ts';
import { stopDestination } from './fault.ts';
import { createEmptyMemory, type GuestMemory } from './guest-memory.ts';
import { commonTask, isGuestMemory, type MigrationOrder } from './migration-order.ts';
import { decisionOf, portOf } from './rendezvous.ts';
import { dialWires } from './socket-wire.ts';
import { threadCpuSeconds } from './thread-cpu.ts';

export interface DestinationReport extends DestinationOutcome {
  readonly cpuSeconds: number | undefined;
  readonly memory: GuestMemory | undefined;
}

/** The destination host's data plane. */
serveWorker(() => ({ receive }));

async function receive(order: MigrationOrder, { signal }: CallContext): Promise<DestinationReport> {
  const memory =
    order.reserved ?? createEmptyMemory(isGuestMemory(order.memory) ? order.memory.spec : order.memory);
  const port = await portOf(order.rendezvous, signal);
  if (port === undefined) {
    const { fault } = stopDestination('ChannelCut', 'The source ended before it listened.');
    return {
      running: false,
      fault,
      deviceState: undefined,
      receivedBytes: 0,
      cpuSeconds: undefined,
      memory: undefined,
    };
  }
  const cpuBefore = threadCpuSeconds();
  const wires = await dialWires(port, order.streams);
  const outcome = await runDestination(commonTask(order), memory, wires, {
    decision: () => decisionOf(order.rendezvous),
    signal,
  });
  const cpuAfter = threadCpuSeconds();
  const known = cpuBefore !== undefined && cpuAfter !== undefined;
  return {
    ...outcome,
    cpuSeconds: known ? cpuAfter - cpuBefore : undefined,
    memory: outcome.running ? memory : undefined,
  };
}
