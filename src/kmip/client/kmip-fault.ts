import { nameOf, State } from '../enums.ts';

/**
 * Why a key management server did not do what it was asked, as plain data. Messages name the server
 * and the rule, and never hold key bytes.
 */
export type KmipFault =
  | {
      readonly kind: 'KeyProviderUnreachable';
      readonly provider: string;
      /** One line for each server that was tried. */
      readonly attempts: readonly string[];
      readonly message: string;
    }
  | { readonly kind: 'ServerUnreachable'; readonly server: string; readonly message: string }
  | { readonly kind: 'Timeout'; readonly server: string; readonly message: string }
  | {
      readonly kind: 'CertificateChanged';
      readonly server: string;
      readonly pinnedSha256: string;
      readonly shownSha256: string;
      readonly message: string;
    }
  | {
      readonly kind: 'CertificateNotTrusted';
      readonly server: string;
      readonly reason: 'expired' | 'notYetValid' | 'unknownIssuer' | 'wrongName' | 'neverTrusted';
      readonly message: string;
    }
  | { readonly kind: 'ClientNotTrusted'; readonly server: string; readonly message: string }
  | { readonly kind: 'ClientCertificateInvalid'; readonly message: string }
  | { readonly kind: 'VersionUnsupported'; readonly server: string; readonly message: string }
  | { readonly kind: 'ProtocolError'; readonly server: string; readonly message: string }
  | { readonly kind: 'ResponseTooLarge'; readonly server: string; readonly message: string }
  | { readonly kind: 'KeyNotFound'; readonly keyId: string; readonly message: string }
  | {
      readonly kind: 'KeyStateInvalid';
      readonly keyId: string;
      readonly state: KeyState;
      readonly message: string;
    }
  | { readonly kind: 'KeyLengthInvalid'; readonly keyId: string; readonly message: string }
  | { readonly kind: 'PermissionDenied'; readonly server: string; readonly message: string }
  | {
      readonly kind: 'OperationRefused';
      readonly server: string;
      readonly operation: string;
      /** KMIP's Result Reason by name. */
      readonly reason: string;
      readonly message: string;
    }
  | {
      readonly kind: 'OutcomeUnknown';
      readonly server: string;
      readonly operation: string;
      readonly message: string;
    }
  | { readonly kind: 'Cancelled'; readonly message: string };

export type KeyState = keyof typeof State;

export function keyStateOf(value: number): KeyState | undefined {
  const name = nameOf(State, value);
  return name in State ? (name as KeyState) : undefined;
}

/** Faults of one connection or server, after which another server of the provider may still do it. */
export function isOfServer(fault: KmipFault): boolean {
  switch (fault.kind) {
    case 'ServerUnreachable':
    case 'Timeout':
    case 'CertificateChanged':
    case 'CertificateNotTrusted':
    case 'ClientNotTrusted':
    case 'VersionUnsupported':
    case 'ProtocolError':
    case 'ResponseTooLarge':
      return true;
    default:
      return false;
  }
}
