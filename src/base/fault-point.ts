/**
 * Named places where a crash is rehearsed. A test arms one by name (`armFaultPoint`, in every thread
 * that should honour it); the process then kills itself there as `kill -9` would, without any clean-up.
 * Nothing is armed in ordinary use, and an unarmed point costs two comparisons.
 */
let armed: { name: string; passes: number } | undefined;
let watcher: ((name: string) => void) | undefined;

/** `spec` is `name` or `name:N`, which lets the first N passes go by. */
export function armFaultPoint(spec: string | undefined): void {
  if (spec === undefined || spec === '') {
    armed = undefined;
    return;
  }
  const [name = '', passes = '0'] = spec.split(':');
  armed = { name, passes: Number(passes) };
}

export function armedFaultPoint(): string | undefined {
  return armed && `${armed.name}:${armed.passes}`;
}

/** Rehearses within one process: `watch` hears of every point that is passed and may throw there. */
export function watchFaultPoints(watch: ((name: string) => void) | undefined): void {
  watcher = watch;
}

export function faultPoint(name: string): void {
  watcher?.(name);
  if (armed?.name !== name) return;
  if (armed.passes-- > 0) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal is delivered when this thread next enters the kernel; nothing may run before that.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}
