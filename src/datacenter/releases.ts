/**
 * The vSphere releases whose rules this datacenter knows. Each stands for its last update, so that 7.0 has what
 * 7.0 U3 has. Build numbers are the vendor's.
 */
export const RELEASES = ['6.5', '6.7', '7.0', '8.0'] as const;
export type Release = (typeof RELEASES)[number];

interface ReleaseFacts {
  readonly vcenter: { readonly version: string; readonly build: string };
  readonly host: { readonly version: string; readonly build: string };
}

export const RELEASE_FACTS: Readonly<Record<Release, ReleaseFacts>> = {
  '6.5': {
    vcenter: { version: '6.5.0', build: '4602587' },
    host: { version: '6.5.0', build: '5310538' },
  },
  '6.7': {
    vcenter: { version: '6.7.0', build: '14367737' },
    host: { version: '6.7.0', build: '14320388' },
  },
  '7.0': {
    vcenter: { version: '7.0.3', build: '18700403' },
    host: { version: '7.0.3', build: '18644231' },
  },
  '8.0': {
    vcenter: { version: '8.0.0', build: '20519528' },
    host: { version: '8.0.0', build: '20513097' },
  },
};

/** ESXi 6.0: no release whose rules are known, but a host that a vCenter 6.5 or 6.7 may still manage. It cannot encrypt. */
export const ESXI_6_0 = { version: '6.0.0', build: '2494585' } as const;

/** True for a host that is older than encryption. */
export function predatesEncryption({ version }: { readonly version: string }): boolean {
  return Number(version.split('.')[0]) * 1000 + Number(version.split('.')[1]) < 6005;
}

/** The release that a version such as `7.0.3` belongs to; an unknown one counts as the newest before it. */
export function releaseOf(version: string): Release {
  const number = (text: string): number => {
    const [major = 0, minor = 0] = text.split('.').map(Number);
    return major * 1000 + minor;
  };
  return RELEASES.findLast((release) => number(release) <= number(version)) ?? RELEASES[0];
}

export function isSince(release: Release, since: Release): boolean {
  return RELEASES.indexOf(release) >= RELEASES.indexOf(since);
}

/** The newest virtual hardware that a host of the release runs: 13 is `vmx-13`. */
export function newestHardwareOf({ version }: { readonly version: string }): number {
  if (predatesEncryption({ version })) return 11;
  return { '6.5': 13, '6.7': 15, '7.0': 19, '8.0': 20 }[releaseOf(version)];
}
