import { setTimeout as sleep } from 'node:timers/promises';
import type { RandomSequence } from '../../src/vmotion/random-sequence.ts';
import { type Ran, type State, start } from '../main-job/vseal.ts';
import type { GuestWrites } from './judge.ts';
import { connectGuest } from './nbd-guest.ts';
import { MARK, markBytes, NBD_SLOT, SLOT_BYTES } from './observe.ts';
import type { Step } from './steps.ts';

/** Shells that run steps at the same time, and how each of them ends. */

/** How a process is to die; undefined: it comes to its end. */
export interface Death {
  /** `VSEAL_FAULT_POINT`. */
  readonly faultPoint?: string;
  readonly afterMs?: number;
}

export interface ShellRan extends Ran {
  readonly steps: readonly Step[];
  readonly death: Death | undefined;
  /** The ids of the errors of each step that came to its end. */
  readonly errors: readonly string[];
}

/** Steps that follow one another in one shell; what each says goes to standard output with its number. */
export async function runSteps(
  state: State,
  steps: readonly Step[],
  death: Death | undefined,
): Promise<ShellRan> {
  const text = steps
    .map(
      (step, index) =>
        `"begin ${index}"; $Error.Clear(); $null = & { ${step.text} }; "end ${index} $(@($Error | ForEach-Object FullyQualifiedErrorId) -join ' ')"`,
    )
    .join('\n');
  const { child, ended } = start(state, ['-c', text], death?.faultPoint);
  const isOver = ended.then(() => undefined);
  if (death?.afterMs !== undefined) {
    await Promise.race([isOver, sleep(death.afterMs)]);
    child.kill('SIGKILL');
  }
  const ran = await ended;
  const errors = [...ran.stdout.matchAll(/^end \d+ (.*)$/gm)].map(([, ids = '']) => ids);
  return { ...ran, steps, death, errors };
}

/** A guest that writes while the shells work. */
export interface GuestPlan {
  readonly vm: string;
  /** Of its marks. */
  readonly name: string;
  readonly count: number;
  readonly death: Death;
}

/** Serves a VM's disks and writes to the first as its guest does, until the server is gone or it has written enough. */
export async function runGuest(
  state: State,
  { vm, name, count, death }: GuestPlan,
): Promise<GuestWrites & { readonly stderr: string }> {
  const server = start(state, ['nbd', vm, '--disk', '1'], death.faultPoint);
  const uri = new Promise<string | undefined>((resolve) => {
    let printed = '';
    server.child.stdout?.on('data', (part: string) => {
      printed += part;
      if (printed.includes('\n')) resolve(printed.split('\n')[0]);
    });
    void server.ended.then(() => resolve(undefined));
  });
  const marks: string[] = [];
  let durable: string | undefined;
  const timer =
    death.afterMs === undefined ? undefined : setTimeout(() => server.child.kill('SIGKILL'), death.afterMs);
  const served = await uri;
  const guest = served === undefined ? undefined : await connectGuest(served);
  for (let index = 0; guest !== undefined && index < count; index++) {
    const mark = `${name}-${index}`;
    marks.push(mark);
    if (!(await guest.writeAndFlush(markBytes(MARK + mark), NBD_SLOT * SLOT_BYTES))) break;
    durable = mark;
    await sleep(20);
  }
  guest?.close();
  server.child.kill('SIGINT');
  clearTimeout(timer);
  const { stderr } = await server.ended;
  return { vm, marks, durable, stderr };
}

/** Points that most operations pass; the others belong to one kind each. */
const COMMON =
  /^(?:state\.(?:append|sync|durable)|file-operation|convert\.|replace\.|key\.|clone\.|vm-create|disk-add)/;

/** Many die, at a moment that nobody chose or at a named point; many do not. */
export function randomDeath(random: RandomSequence, faultPoints: readonly string[]): Death | undefined {
  const lot = random.below(10);
  if (lot < 3) return { afterMs: 300 + random.below(3000) };
  if (lot >= 8) return undefined;
  const points = lot < 7 ? faultPoints.filter((name) => COMMON.test(name)) : faultPoints;
  return { faultPoint: `${points[random.below(points.length)] ?? ''}:${random.below(random.below(6) + 1)}` };
}
