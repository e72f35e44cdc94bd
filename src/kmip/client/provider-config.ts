/** A key provider (KMS cluster) as the client needs it. Survives structured cloning. */
export interface KeyProviderConfig {
  readonly name: string;
  /** Tried in this order. All hold the same keys. */
  readonly servers: readonly KmipServerConfig[];
  /** PEM: what vCenter shows to the servers. */
  readonly clientCertificatePem: string;
  /** PEM, in a buffer that the caller zeroises. */
  readonly clientKeyPem: Uint8Array;
}

export interface KmipServerConfig {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Time for connecting, handshake and each request, together. */
  readonly timeoutMs: number;
  /** SHA-256 of the server's certificate as it was first trusted, lower-case hexadecimal. */
  readonly pinnedSha256?: string;
  /** Authorities that vouch for the server's certificate, when it is not pinned. PEM. */
  readonly serverCaPem?: string;
  readonly userName?: string;
  /** UTF-8, in a buffer that the caller zeroises. */
  readonly password?: Uint8Array;
}

/** What a server showed in the handshake. */
export interface CertificateInfo {
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly sha256: string;
  readonly pem: string;
}
