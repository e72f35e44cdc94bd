import { type VmxDictionary, vmxValue } from '../../storage/vmx.ts';
import type { EndorsementKeyRow, VirtualTpmRow, VmRow } from '../rows.ts';

/** The VMX lines of a virtual TPM: that there is one, and what of its endorsement keys anybody may know. */

const KINDS: readonly EndorsementKeyRow['kind'][] = ['RSA', 'ECC'];
const LIMIT_BASE64_CHARACTERS = 16_384;

export function vtpmSettings({ vtpm }: VmRow): [string, string][] {
  if (vtpm === undefined) return [];
  return [
    ['vtpm.present', 'TRUE'],
    ...vtpm.endorsementKeys.flatMap(({ kind, request, certificate }): [string, string][] => [
      [`vtpm.ekCSR.${kind}`, request],
      [`vtpm.ekCRT.${kind}`, certificate],
    ]),
  ];
}

export function vtpmIn(settings: VmxDictionary): VirtualTpmRow | undefined {
  if (vmxValue(settings, 'vtpm.present')?.toUpperCase() !== 'TRUE') return undefined;
  const endorsementKeys = KINDS.flatMap((kind) => {
    const request = base64(vmxValue(settings, `vtpm.ekCSR.${kind}`));
    const certificate = base64(vmxValue(settings, `vtpm.ekCRT.${kind}`));
    return request === undefined || certificate === undefined ? [] : [{ kind, request, certificate }];
  });
  return { endorsementKeys };
}

function base64(text: string | undefined): string | undefined {
  const isBase64 = text !== undefined && text.length <= LIMIT_BASE64_CHARACTERS && /^[\w+/]+=*$/.test(text);
  return isBase64 ? text : undefined;
}
