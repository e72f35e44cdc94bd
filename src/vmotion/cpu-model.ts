/**
 * Processor cores that a host spends on vMotion at a given rate, from the charts of VMware's paper on
 * encrypted vMotion in vSphere 6.5 (2017), read off its figures at 10, 20, 30 and 40 Gb/s. Fitted by least
 * squares as a·G + b·G² (G in Gb/s). It describes the paper's hosts of 2016, not this machine.
 */
export interface CpuCurve {
  readonly linear: number;
  readonly quadratic: number;
}

export type HostSide = 'source' | 'destination';

const CURVES: Record<HostSide, { readonly plain: CpuCurve; readonly encrypted: CpuCurve }> = {
  source: {
    plain: { linear: 0.0372, quadratic: 0.000519 },
    encrypted: { linear: 0.0902, quadratic: 0.001518 },
  },
  destination: {
    plain: { linear: 0.109, quadratic: 0.000523 },
    encrypted: { linear: 0.1662, quadratic: -0.00001 },
  },
};

export function cpuCurve(side: HostSide, encrypted: boolean): CpuCurve {
  return encrypted ? CURVES[side].encrypted : CURVES[side].plain;
}

export function coresAt({ linear, quadratic }: CpuCurve, gigabitsPerSecond: number): number {
  return linear * gigabitsPerSecond + quadratic * gigabitsPerSecond ** 2;
}

/** The rate in Gb/s that so many cores sustain. */
export function rateWithin({ linear, quadratic }: CpuCurve, cores: number): number {
  const discriminant = linear ** 2 + 4 * quadratic * cores;
  // A curve that bends down never needs more than its peak.
  if (discriminant < 0) return Number.POSITIVE_INFINITY;
  return (2 * cores) / (linear + Math.sqrt(discriminant));
}
