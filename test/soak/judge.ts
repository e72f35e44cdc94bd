import type { Seen, SeenDisk, SeenVm } from './observe.ts';
import type { Effect, Step } from './steps.ts';

/** What shells have done to a state, judged by what they were told to do: every step may have run, or not, or been cut. */

export interface Phase {
  readonly steps: readonly Step[];
  /** What guests wrote over NBD: marks, and the newest of them that was said to be durable. */
  readonly writes: readonly GuestWrites[];
}

export interface GuestWrites {
  readonly vm: string;
  readonly marks: readonly string[];
  readonly durable: string | undefined;
}

/** `known` is what any disk has ever held, an empty one's content included; it learns what it sees. */
export function judge(before: Seen, after: Seen, phase: Phase, known: Set<string>): string[] {
  const findings = [...after.wrong];
  const effectsOn = (name: string): Set<Effect> =>
    new Set(phase.steps.filter(({ vm }) => vm === name).map(({ effect }) => effect));
  const writesTo = (name: string): GuestWrites[] => phase.writes.filter(({ vm }) => vm === name);
  for (const { marks } of phase.writes) for (const mark of marks) known.add(mark);

  for (const was of before.vms.values()) {
    const is = after.vms.get(was.id);
    const effects = effectsOn(was.name);
    if (is !== undefined) findings.push(...judgeVm(was, is, effects, writesTo(was.name), known));
    else if (!effects.has('delete') && !effects.has('unregister'))
      findings.push(`${was.name} (${was.id}) is gone`);
  }
  for (const is of after.vms.values()) {
    if (before.vms.has(is.id)) continue;
    for (const disk of disksOf(is)) findings.push(...unknownContent(`new VM ${is.name}`, disk, known));
  }
  findings.push(...judgeLoose(before, after, phase.steps, known));
  for (const disk of [...[...after.vms.values()].flatMap(disksOf), ...after.loose.values()]) {
    known.add(disk.content);
    known.add(disk.nbd);
  }
  return findings;
}

function disksOf({ disks, snapshots }: SeenVm): SeenDisk[] {
  return [...disks, ...[...snapshots.values()].flat()];
}

function judgeVm(
  was: SeenVm,
  is: SeenVm,
  effects: ReadonlySet<Effect>,
  writes: readonly GuestWrites[],
  known: ReadonlySet<string>,
): string[] {
  const findings: string[] = [];
  const mayDiffer = effects.has('disks');
  const possible = (key: number): SeenDisk[] => {
    const disks = [...was.disks, ...(effects.has('revert') ? [...was.snapshots.values()].flat() : [])];
    return disks.filter((disk) => disk.key === key);
  };
  const check = (what: string, disk: SeenDisk, allowed: readonly SeenDisk[]): void => {
    findings.push(...unknownContent(what, disk, known));
    if (mayDiffer || allowed.length === 0) return;
    if (!allowed.some(({ content }) => content === disk.content))
      findings.push(
        `${what} has "${disk.content}", not "${allowed.map(({ content }) => content).join('" or "')}"`,
      );
    const nbd = new Set([...allowed.map((old) => old.nbd), ...writes.flatMap(({ marks }) => marks)]);
    if (!nbd.has(disk.nbd)) findings.push(`${what} has what no guest wrote: ${disk.nbd}`);
  };
  for (const disk of is.disks) check(`${is.name} disk ${disk.key}`, disk, possible(disk.key));
  for (const [id, disks] of is.snapshots) {
    const then = was.snapshots.get(id);
    for (const disk of disks)
      check(
        `${is.name} snapshot ${id} disk ${disk.key}`,
        disk,
        then === undefined ? possible(disk.key) : then.filter(({ key }) => key === disk.key),
      );
  }
  if (!mayDiffer && !effects.has('detach') && !effects.has('revert'))
    for (const { key } of was.disks)
      if (!is.disks.some((disk) => disk.key === key)) findings.push(`${is.name} has lost disk ${key}`);
  if (!mayDiffer && !effects.has('drop-snapshots'))
    for (const id of was.snapshots.keys())
      if (!is.snapshots.has(id)) findings.push(`${is.name} has lost snapshot ${id}`);
  for (const { durable, marks } of writes) {
    if (durable === undefined || mayDiffer || effects.has('revert')) continue;
    const newer = marks.slice(marks.indexOf(durable));
    const [first] = is.disks;
    if (first !== undefined && !newer.includes(first.nbd))
      findings.push(`${is.name} has lost ${durable}, which was durable: it has "${first.nbd}"`);
  }
  return findings;
}

function unknownContent(
  what: string,
  { content, nbd, path }: SeenDisk,
  known: ReadonlySet<string>,
): string[] {
  return known.has(content) && known.has(nbd)
    ? []
    : [`${what}: ${path} has what no disk ever had: "${content}" "${nbd}"`];
}

function judgeLoose(before: Seen, after: Seen, steps: readonly Step[], known: ReadonlySet<string>): string[] {
  const findings: string[] = [];
  const had = (effect: Effect): boolean => steps.some((step) => step.effect === effect);
  const mayLoosen = had('detach') || had('unregister') || had('disks') || had('revert');
  for (const [path, disk] of after.loose) {
    const was = before.loose.get(path);
    findings.push(...unknownContent('loose', disk, known));
    if (/\/copies\//.test(path)) continue;
    if (was !== undefined && was.content !== disk.content)
      findings.push(`loose ${path} had "${was.content}", has "${disk.content}"`);
    if (was === undefined && !mayLoosen) findings.push(`${path} hangs at no VM`);
  }
  if (had('delete')) return findings;
  const there = new Set([
    ...after.loose.keys(),
    ...[...after.vms.values()].flatMap(disksOf).map(({ path }) => path),
  ]);
  for (const path of before.loose.keys())
    if (!there.has(path) && !/\/copies\//.test(path) && !had('disks')) findings.push(`loose ${path} is gone`);
  for (const vmx of before.unregistered)
    if (
      !after.unregistered.includes(vmx) &&
      after.vms.size <= before.vms.size &&
      !steps.some(({ text }) => text.includes('-VMFilePath'))
    )
      findings.push(`${vmx} is gone`);
  return findings;
}
