import { type CertificateDetails, readCertificate } from '../datacenter/keys/provider-certificates.ts';
import { localDateTime } from '../values/date-time.ts';
import { bytesValue } from '../values/net/bytes.ts';
import { objectOf, objectType, TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';

export interface Certificate {
  readonly der: Uint8Array;
  /** Undefined of bytes that are no certificate. */
  readonly details: CertificateDetails | undefined;
}

/** An X.509 certificate, as .NET shows one. */
export const certificateType = objectType<Certificate>()({
  name: 'X509Certificate2',
  fullName: 'System.Security.Cryptography.X509Certificates.X509Certificate2',
  properties: {
    Subject: { type: 'string', get: ({ details }) => details?.subject ?? null },
    Issuer: { type: 'string', get: ({ details }) => details?.issuer ?? null },
    SerialNumber: { type: 'string', get: ({ details }) => details?.serialNumber ?? null },
    NotBefore: {
      type: 'datetime',
      get: ({ details }) => (details === undefined ? null : localDateTime(details.notBeforeMs)),
    },
    NotAfter: {
      type: 'datetime',
      get: ({ details }) => (details === undefined ? null : localDateTime(details.notAfterMs)),
    },
    KeyKind: {
      type: 'string',
      get: ({ details }) => details?.keyKind ?? null,
      help: 'rsa, or ec for elliptic curves.',
    },
    Sha256: { type: 'string', get: ({ details }) => details?.sha256 ?? null },
    RawData: { type: 'byte[]', get: ({ der }) => bytesValue(der), json: 'omit', help: 'DER.' },
  },
  methods: {
    ExportCertificatePem: {
      signature: 'string ExportCertificatePem()',
      invoke: ({ der }) => pemOf('CERTIFICATE', der),
    },
  },
  view: {
    table: [{ property: 'KeyKind', width: 8 }, { property: 'Subject', width: 46 }, { property: 'Issuer' }],
  },
  toString: ({ details }) => `[Subject]\n  ${details?.subject ?? ''}`,
});

export function certificateValue(der: Uint8Array): TypedObject<Certificate> {
  const details = readCertificate(pemOf('CERTIFICATE', der));
  return objectOf(certificateType, { der, details: details.ok ? details.value : undefined });
}

/** The bytes of a certificate object; undefined of anything else. */
export function derOf(value: Value): Uint8Array | undefined {
  const isCertificate = value instanceof TypedObject && value.type === certificateType;
  return isCertificate ? (value as TypedObject<Certificate>).data.der : undefined;
}

/** RFC 7468: 64 characters a line. */
export function pemOf(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----`;
}
