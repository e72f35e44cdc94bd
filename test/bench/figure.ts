import { spawnSync } from 'node:child_process';

/** One line of `npm run bench`: a figure, and the peer's own from the same run. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: string;
  readonly peerValue?: number;
  /** value / peerValue, taken from the best of several interleaved rounds each. */
  readonly ratio?: number;
}

/** Work per second of the fastest of `repeats` runs; other load on the machine only makes runs slower. */
export function bestRate(work: number, repeats: number, run: () => void): number {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < repeats; i++) {
    const startMs = performance.now();
    run();
    bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  return (work / bestMs) * 1000;
}

/** GB/s of `openssl speed`, or undefined where there is no openssl. */
export function opensslSpeed(cipher: string, blockBytes: number): number | undefined {
  const { stdout, status } = spawnSync(
    'openssl',
    ['speed', '-seconds', '1', '-evp', cipher, '-bytes', String(blockBytes)],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  if (status !== 0) return undefined;
  const kilobytes = /([\d.]+)k\s*$/.exec(stdout)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1e6;
}

/** A figure beside its peer, where the peer is there. */
export function against(figure: string, gbps: number, peer: string, peerGbps: number | undefined): Figure {
  if (peerGbps === undefined) return { figure, value: gbps, unit: 'GB/s' };
  return { figure, value: gbps, unit: 'GB/s', peer, peerValue: peerGbps, ratio: gbps / peerGbps };
}
