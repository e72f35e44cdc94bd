import { formatBytes } from '../base/units.ts';
import type { RewritePlan } from '../datacenter/vm-encryption.ts';

/** What -WhatIf says of an encryption or decryption: scope, bytes, space, policy, provider, host. */
export function describeRewrite(plan: RewritePlan): string {
  const { disks, dataBytes, neededBytes, policy, provider, hostsToEnable } = plan;
  const scope =
    disks.length === 0 ? 'VM Home' : `VM Home and ${disks.map(({ disk }) => disk.label).join(', ')}`;
  const parts = [
    `${scope}: ${formatBytes(dataBytes)} to rewrite, ${formatBytes(neededBytes)} of free space needed`,
    `policy ${policy.name}`,
  ];
  if (provider !== undefined) parts.push(`a new key from key provider ${provider.name}`);
  for (const host of hostsToEnable) parts.push(`encryption mode of host ${host.name} is turned on`);
  return parts.join('; ');
}
