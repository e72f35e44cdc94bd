/**
 * Set A: cores used by vMotion, read off the figures of VMware's paper on encrypted vMotion (vSphere 6.5,
 * January 2017) to about 0.02 core.
 */
export const CPU_CHARTS = [
  { gbps: 10, source: { plain: 0.37, encrypted: 1.13 }, destination: { plain: 1.29, encrypted: 1.6 } },
  { gbps: 20, source: { plain: 0.97, encrypted: 2.26 }, destination: { plain: 2.45, encrypted: 3.34 } },
  { gbps: 30, source: { plain: 1.61, encrypted: 4.2 }, destination: { plain: 3.51, encrypted: 5.01 } },
  { gbps: 40, source: { plain: 2.3, encrypted: 6.0 }, destination: { plain: 5.3, encrypted: 6.61 } },
] as const;
