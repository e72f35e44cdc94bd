import type { MigrateSettings } from './settings.ts';

/** A network between two hosts, as the simulated clock knows it. */
export interface SimulatedLink {
  readonly bitsPerSecond: number;
  readonly rttMs: number;
  /** Part of the packets that are lost, 0 to 1. */
  readonly loss: number;
  readonly mssBytes: number;
}

export const LAN: SimulatedLink = { bitsPerSecond: 10e9, rttMs: 0.2, loss: 0, mssBytes: 8960 };

/** What holds a migration's speed back. */
export type RateLimit = 'link' | 'streams' | 'buffers' | 'loss' | 'processor';

export interface EffectiveRate {
  readonly bytesPerSecond: number;
  readonly limit: RateLimit;
}

/** One stream's threads saturate at this rate (VMware KB 323379: 18 Gb/s over one adapter of a 40 Gb/s link). Fitted. */
const STREAM_BITS_PER_SECOND = 18e9;
/** Mathis et al. 1997: the constant of TCP's rate under random loss. */
const MATHIS = 1.22;

/** The rate that the network allows, before processors are considered. */
export function networkRate(link: SimulatedLink, streams: number, settings: MigrateSettings): EffectiveRate {
  const lineRate = link.bitsPerSecond / 8;
  const candidates: EffectiveRate[] = [
    { bytesPerSecond: lineRate, limit: 'link' },
    { bytesPerSecond: streamsRate(link.bitsPerSecond, streams) / 8, limit: 'streams' },
  ];
  const rttSeconds = link.rttMs / 1000;
  if (rttSeconds > 0) {
    candidates.push({
      bytesPerSecond: (streams * bufferBytes(link, settings)) / rttSeconds,
      limit: 'buffers',
    });
    if (link.loss > 0) {
      candidates.push({
        bytesPerSecond: (streams * MATHIS * link.mssBytes) / (rttSeconds * Math.sqrt(link.loss)),
        limit: 'loss',
      });
    }
  }
  return candidates.reduce((least, one) => (one.bytesPerSecond < least.bytesPerSecond ? one : least));
}

/** Streams that a host would use by itself: one for each 15 Gb/s of the link. */
export function autoStreams(link: SimulatedLink): number {
  return Math.max(1, Math.ceil(link.bitsPerSecond / 15e9));
}

/** Several streams share a link: each takes its part of what the others left. Predicts KB 323379's second and third adapter. */
export function streamsRate(linkBitsPerSecond: number, streams: number): number {
  const share = Math.min(1, STREAM_BITS_PER_SECOND / linkBitsPerSecond);
  return linkBitsPerSecond * (1 - (1 - share) ** streams);
}

/** Fixed buffers on near links; on far ones, the bandwidth-delay product of the expected line rate. */
function bufferBytes(link: SimulatedLink, settings: MigrateSettings): number {
  const fixed = Math.min(settings['Migrate.SndBufSize'], settings['Migrate.RcvBufSize']);
  if (link.rttMs < settings['Migrate.NetLatencyModeThreshold']) return fixed;
  return Math.max(fixed, settings['Migrate.NetExpectedLineRateMBps'] * 1e6 * (link.rttMs / 1000));
}
