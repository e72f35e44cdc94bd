import { fail, type Result } from '../base/result.ts';
import type { Fault } from '../datacenter/faults.ts';
import {
  adoptPendingCertificate,
  makePendingIdentity,
  type PendingKind,
  pendingOf,
  uploadClientCertificate,
} from '../datacenter/keys/provider-certificates.ts';
import type { KeyProviderRow } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import { providerNamed, withProvider } from './crypto-server-methods.ts';
import { type MethodDefinition, methods, runToEnd, valueOrThrow } from './invoke.ts';
import { required, textArgument } from './spec.ts';
import type { VimView } from './view.ts';

/** The certificate that vCenter shows to a cluster's servers, in the three ways in which it can come. */

methods('CryptoManagerKmip', [
  generating('GenerateClientCsr', 'request'),
  generating('GenerateSelfSignedClientCert', 'client'),
  retrieving('RetrieveClientCsr', (provider) => pendingOf(provider, 'request')?.pem),
  retrieving('RetrieveSelfSignedClientCert', (provider) => pendingOf(provider, 'client')?.pem),
  retrieving('RetrieveClientCert', (provider) => provider.clientCertificatePem ?? undefined),
  adopting('UpdateKmsSignedCsrClientCert', 'request'),
  adopting('UpdateSelfSignedClientCert', 'client'),
  {
    name: 'UploadClientCert',
    parameters: ['KeyProviderId cluster', 'string certificate', 'string privateKey'],
    run: (view, args) =>
      withProvider(view, args, 'UploadClientCert', ({ datacenter, caller }, { id }) =>
        uploadClientCertificate(datacenter, caller, {
          providerId: id,
          certificatePem: textArgument(args, 1) ?? '',
          keyPem: Buffer.from(textArgument(args, 2) ?? '', 'utf8'),
        }),
      ),
  },
]);

function providerOf(view: VimView, args: readonly Value[], name: string): KeyProviderRow {
  return valueOrThrow(providerNamed(view.session, required(args, 0, 'cluster')), name, args.length);
}

function generating(name: string, kind: PendingKind): MethodDefinition {
  return {
    name,
    parameters: ['KeyProviderId cluster'],
    returns: 'string',
    run: (view, args) => {
      const { datacenter, caller } = view.session;
      const request = { providerId: providerOf(view, args, name).id, kind };
      return runToEnd(view, makePendingIdentity(datacenter, caller, request), name, args.length).pem;
    },
  };
}

function retrieving(name: string, pemOf: (provider: KeyProviderRow) => string | undefined): MethodDefinition {
  return {
    name,
    parameters: ['KeyProviderId cluster'],
    returns: 'string',
    run: (view, args) => {
      const provider = providerOf(view, args, name);
      return valueOrThrow(present(pemOf(provider), provider), name, args.length);
    },
  };
}

function present(pem: string | undefined, provider: KeyProviderRow): Result<string, Fault> {
  if (pem !== undefined) return { ok: true, value: pem };
  return fail({
    kind: 'InvalidArgument',
    parameter: 'cluster',
    rule: `${provider.name} has none.`,
    remedy: `Get-KmipClientCertificate ${provider.name}`,
  });
}

function adopting(name: string, kind: PendingKind): MethodDefinition {
  return {
    name,
    parameters: ['KeyProviderId cluster', 'string certificate'],
    run: (view, args) =>
      withProvider(view, args, name, ({ datacenter, caller }, { id }) =>
        adoptPendingCertificate(datacenter, caller, {
          providerId: id,
          kind,
          certificatePem: textArgument(args, 1) ?? '',
        }),
      ),
  };
}
