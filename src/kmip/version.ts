/** A KMIP protocol version, as a message header carries it. */
export interface ProtocolVersion {
  readonly major: number;
  readonly minor: number;
}

export const V1_0: ProtocolVersion = { major: 1, minor: 0 };
export const V1_1: ProtocolVersion = { major: 1, minor: 1 };
export const V1_2: ProtocolVersion = { major: 1, minor: 2 };
export const V1_3: ProtocolVersion = { major: 1, minor: 3 };
export const V1_4: ProtocolVersion = { major: 1, minor: 4 };

/** What this implementation speaks, newest first, as Discover Versions lists them. */
export const SUPPORTED_VERSIONS: readonly ProtocolVersion[] = [V1_4, V1_3, V1_2, V1_1, V1_0];

export function isAtLeast(version: ProtocolVersion, since: ProtocolVersion): boolean {
  return version.major > since.major || (version.major === since.major && version.minor >= since.minor);
}

export function sameVersion(a: ProtocolVersion, b: ProtocolVersion): boolean {
  return a.major === b.major && a.minor === b.minor;
}

export function isSupported(version: ProtocolVersion): boolean {
  return SUPPORTED_VERSIONS.some((supported) => sameVersion(supported, version));
}

export function versionText(version: ProtocolVersion): string {
  return `${version.major}.${version.minor}`;
}
