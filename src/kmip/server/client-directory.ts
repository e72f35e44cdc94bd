import { fail, ok, type Result } from '../../base/result.ts';

/** What a client showed in the TLS handshake. */
export interface PeerCertificate {
  /** Of the DER encoding, lower-case hexadecimal. */
  readonly sha256: string;
  readonly commonName: string;
  /** The chain leads to an authority that the server was given, and every certificate in it is valid now. */
  readonly isVerified: boolean;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** Decides who a client is. Asked at each connection and request, so that a client added or revoked meanwhile counts at once. */
export interface ClientDirectory {
  /** The identity that owns what this client makes, or why it is refused. */
  identify(peer: PeerCertificate): Result<string, string>;
}

export interface TrustedClient {
  /** The identity; it stays when the client's certificate is renewed. */
  readonly name: string;
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly sha256: string;
}

/**
 * Trusts the certificates that are listed (self-signed ones too, as vCenter's are), then those that
 * an authority of the server has signed, whose identity is `CN=<common name>`. No extended key usage
 * is asked for: vCenter's own certificates have none.
 */
export function trustedClients(
  listed: readonly TrustedClient[],
  revokedSha256: readonly string[] = [],
): ClientDirectory {
  const bySha256 = new Map(listed.map((client) => [client.sha256, client.name]));
  const revoked = new Set(revokedSha256);
  return {
    identify(peer) {
      if (revoked.has(peer.sha256)) return fail('The client certificate was revoked.');
      const name = bySha256.get(peer.sha256);
      if (name !== undefined) return ok(name);
      if (peer.isVerified && peer.commonName !== '') return ok(`CN=${peer.commonName}`);
      return fail('The client certificate is not trusted by this server.');
    },
  };
}
