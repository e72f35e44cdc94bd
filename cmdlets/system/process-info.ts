import type { HostFiles } from '../../src/cmdlet/host.ts';
import { localDateTime, timeSpanOfMs } from '../../src/values/date-time.ts';
import { double } from '../../src/values/numeric.ts';
import { objectOf, objectType, type TypedObject } from '../../src/values/object-type.ts';

/** What Linux says of a process in /proc: proc_pid_stat(5). */
interface ProcessData {
  readonly id: number;
  readonly name: string;
  readonly sessionId: number;
  readonly priority: number;
  readonly threads: number;
  readonly virtualBytes: bigint;
  readonly residentBytes: bigint;
  readonly processorMs: number;
  readonly startedMs: number;
}

/** Clock ticks of /proc are of 10 ms on every Linux that Node runs on; a page has 4 KiB. */
const TICK_MS = 10;
const PAGE_BYTES = 4096n;

const processType = objectType<ProcessData>()({
  name: 'Process',
  fullName: 'System.Diagnostics.Process',
  properties: {
    Name: { type: 'string', get: ({ name }) => name },
    ProcessName: { type: 'string', get: ({ name }) => name },
    Id: { type: 'int', get: ({ id }) => id },
    SI: { type: 'int', get: ({ sessionId }) => sessionId },
    SessionId: { type: 'int', get: ({ sessionId }) => sessionId },
    Handles: { type: 'int', get: () => 0 },
    NPM: { type: 'long', get: () => 0n },
    PM: { type: 'long', get: () => 0n },
    WS: { type: 'long', get: ({ residentBytes }) => residentBytes },
    WorkingSet: { type: 'long', get: ({ residentBytes }) => residentBytes },
    WorkingSet64: { type: 'long', get: ({ residentBytes }) => residentBytes },
    VM: { type: 'long', get: ({ virtualBytes }) => virtualBytes },
    VirtualMemorySize64: { type: 'long', get: ({ virtualBytes }) => virtualBytes },
    CPU: { type: 'double', get: ({ processorMs }) => double(processorMs / 1000) },
    TotalProcessorTime: { type: 'timespan', get: ({ processorMs }) => timeSpanOfMs(processorMs) },
    StartTime: { type: 'datetime', get: ({ startedMs }) => localDateTime(startedMs) },
    BasePriority: { type: 'int', get: ({ priority }) => priority },
    HasExited: { type: 'bool', get: () => false },
    MachineName: { type: 'string', get: () => '.' },
    Responding: { type: 'bool', get: () => true },
  },
  view: {
    table: [
      { label: 'NPM(K)', width: 7, align: 'right', format: 'N2', get: () => double(0) },
      { label: 'PM(M)', width: 8, align: 'right', format: 'N2', get: () => double(0) },
      {
        label: 'WS(M)',
        width: 10,
        align: 'right',
        format: 'N2',
        get: ({ residentBytes }) => double(Number(residentBytes) / 1_048_576),
      },
      {
        label: 'CPU(s)',
        width: 10,
        align: 'right',
        format: 'N2',
        get: ({ processorMs }) => double(processorMs / 1000),
      },
      { label: 'Id', width: 7, align: 'right', get: ({ id }) => id },
      { label: 'SI', width: 3, align: 'right', get: ({ sessionId }) => sessionId },
      { label: 'ProcessName', get: ({ name }) => name },
    ],
    list: ['Id', 'Handles', 'CPU', 'SI', 'Name'],
    wide: 'ProcessName',
  },
  identity: ({ id }) => String(id),
  toString: ({ name }) => `System.Diagnostics.Process (${name})`,
});

/** A process of this machine, or undefined where there is none of that number. `bootedMs` is when the machine started. */
export function processObject(
  files: HostFiles,
  id: number,
  bootedMs: number,
): TypedObject<ProcessData> | undefined {
  const read = files.read(`/proc/${id}/stat`);
  if (!read.ok) return undefined;
  const text = new TextDecoder().decode(read.value);
  // The name stands in brackets and may hold some itself.
  const close = text.lastIndexOf(')');
  const name = text.slice(text.indexOf('(') + 1, close);
  const fields = text
    .slice(close + 2)
    .trim()
    .split(' ');
  const field = (number: number): number => Number(fields[number - 3] ?? 0);
  return objectOf(processType, {
    id,
    name,
    sessionId: field(6),
    priority: field(18),
    threads: field(20),
    virtualBytes: BigInt(fields[20] ?? 0),
    residentBytes: BigInt(fields[21] ?? 0) * PAGE_BYTES,
    processorMs: (field(14) + field(15)) * TICK_MS,
    startedMs: bootedMs + field(22) * TICK_MS,
  });
}

/** The numbers of the processes that run. */
export function processIds(files: HostFiles): number[] {
  const listed = files.list('/proc');
  if (!listed.ok) return [];
  return listed.value.flatMap(({ name }) => (/^\d+$/.test(name) ? [Number(name)] : [])).sort((a, b) => a - b);
}
