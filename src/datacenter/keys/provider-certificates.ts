import { fail, ok, type Result } from '../../base/result.ts';
import { type CertificateDetails, readCertificate } from '../../certificates/read.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { Operation } from '../operation.ts';
import type { KeyProviderRow, PendingIdentity } from '../rows.ts';
import { auditKeyServers, changeProvider, mayManageKeyServers } from './key-providers.ts';

export { type CertificateDetails, readCertificate };

/** What the certificate says that the provider's client shows; undefined for one without. */
export function clientCertificateDetails({
  clientCertificatePem,
}: KeyProviderRow): CertificateDetails | undefined {
  if (clientCertificatePem === null) return undefined;
  const details = readCertificate(clientCertificatePem);
  return details.ok ? details.value : undefined;
}

/**
 * The certificate that vCenter shows to a provider's servers comes in one of three ways: self-signed; signed
 * by the KMS's authority at a signing request; or made there with its key and uploaded. What is new waits
 * beside what is in use until it is taken into use.
 */
export type PendingKind = 'client' | 'request';

/** Makes a new self-signed certificate or signing request for the provider, not in use yet; an earlier one is forgotten. */
export function* makePendingIdentity(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly providerId: string; readonly kind: PendingKind },
): Operation<PendingIdentity> {
  const checked = externalProvider(datacenter, caller, request.providerId);
  if (!checked.ok) return checked;
  const made = yield* datacenter.keys.identities.make(request.kind);
  if (!made.ok) return made;
  let replaced: PendingIdentity | undefined;
  const changed = changeProvider(datacenter, caller, request.providerId, (provider, tx) => {
    replaced = pendingOf(provider, request.kind);
    const what = request.kind === 'client' ? 'client certificate' : 'certificate signing request';
    auditKeyServers(
      tx,
      request.kind === 'client' ? 'GenerateSelfSignedClientCert' : 'GenerateClientCsr',
      `A ${what} was made for key provider ${provider.name}.`,
    );
    return ok(
      request.kind === 'client'
        ? { ...provider, pendingCertificate: made.value }
        : { ...provider, pendingRequest: made.value },
    );
  });
  const unused = changed.ok ? replaced?.identity : made.value.identity;
  if (unused !== undefined) datacenter.keys.identities.forget(unused);
  return changed.ok ? made : changed;
}

export function pendingOf(provider: KeyProviderRow, kind: PendingKind): PendingIdentity | undefined {
  return kind === 'client' ? provider.pendingCertificate : provider.pendingRequest;
}

/** Takes a certificate into use that goes with the key made for it: self-signed, or signed at the request. */
export function adoptPendingCertificate(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly providerId: string; readonly kind: PendingKind; readonly certificatePem: string },
): Result<KeyProviderRow, Fault> {
  const checked = externalProvider(datacenter, caller, request.providerId);
  if (!checked.ok) return checked;
  const pending = pendingOf(checked.value, request.kind);
  if (pending === undefined) {
    const option = request.kind === 'client' ? '' : ' -CertificateSigningRequest';
    return fail({
      kind: 'InvalidArgument',
      parameter: 'ClientCertificate',
      rule: `No ${request.kind === 'client' ? 'client certificate' : 'signing request'} of ${checked.value.name} waits to be used.`,
      remedy: `New-KmipClientCertificate -KeyProvider ${checked.value.name}${option}`,
    });
  }
  const adopted = datacenter.keys.identities.adopt(pending.identity, request.certificatePem);
  if (!adopted.ok) return adopted;
  const operation = request.kind === 'client' ? 'UpdateSelfSignedClientCert' : 'UpdateKmsSignedCsrClientCert';
  return showIdentity(datacenter, caller, checked.value, operation, {
    identity: pending.identity,
    pem: request.certificatePem,
  });
}

/** Takes a certificate and its key into use that the KMS's administrator made. `keyPem` is zeroised. */
export function uploadClientCertificate(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly providerId: string; readonly certificatePem: string; readonly keyPem: Uint8Array },
): Result<KeyProviderRow, Fault> {
  const checked = externalProvider(datacenter, caller, request.providerId);
  if (!checked.ok) {
    zeroise(request.keyPem);
    return checked;
  }
  const kept = datacenter.keys.identities.keep(request.certificatePem, request.keyPem);
  if (!kept.ok) return kept;
  return showIdentity(datacenter, caller, checked.value, 'UploadClientCert', {
    identity: kept.value,
    pem: request.certificatePem,
  });
}

function showIdentity(
  datacenter: Datacenter,
  caller: Caller,
  { id }: KeyProviderRow,
  operation: string,
  next: PendingIdentity,
): Result<KeyProviderRow, Fault> {
  let replaced: string | undefined;
  const changed = changeProvider(datacenter, caller, id, (provider, tx) => {
    const { pendingCertificate, pendingRequest, clientIdentity, ...rest } = provider;
    replaced = clientIdentity;
    const isOther = (pending: PendingIdentity | undefined): pending is PendingIdentity =>
      pending !== undefined && pending.identity !== next.identity;
    auditKeyServers(tx, operation, `Key provider ${provider.name} shows another client certificate now.`);
    return ok({
      ...rest,
      ...(isOther(pendingCertificate) && { pendingCertificate }),
      ...(isOther(pendingRequest) && { pendingRequest }),
      clientIdentity: next.identity,
      clientCertificatePem: next.pem,
    });
  });
  if (changed.ok && replaced !== undefined && replaced !== next.identity)
    datacenter.keys.identities.forget(replaced);
  return changed;
}

function externalProvider(datacenter: Datacenter, caller: Caller, id: string): Result<KeyProviderRow, Fault> {
  const allowed = mayManageKeyServers(datacenter, caller);
  if (!allowed.ok) return allowed;
  const provider = datacenter.get('keyProviders', id);
  if (provider === undefined) return fail({ kind: 'NotFound', type: 'KeyProvider', name: id });
  if (!provider.embedded) return ok(provider);
  return fail({
    kind: 'InvalidArgument',
    parameter: 'KeyProvider',
    rule: `${provider.name} is the embedded key provider: its server knows its one client by itself.`,
    remedy: 'Name a key provider whose servers are elsewhere: Get-KeyProvider',
  });
}
