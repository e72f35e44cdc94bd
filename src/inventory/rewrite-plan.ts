import { formatBytes } from '../base/units.ts';
import type { RewritePlan } from '../datacenter/encryption-plan.ts';

/** What -WhatIf says of an encryption or decryption: scope, bytes, space, policy, provider, host. */
export function describeRewrite(plan: RewritePlan): string {
  const { dataBytes, neededBytes, policy, provider, makesKey, hostsToEnable } = plan;
  if (plan.direction === 'none') return `policy ${policy.name}; nothing is rewritten`;
  const how = plan.rewrite.inPlace === true ? ' in place' : '';
  const parts = [
    `${scopeOf(plan)}: ${formatBytes(dataBytes)} to rewrite${how}, ${formatBytes(neededBytes)} of free space needed`,
    `policy ${policy.name}`,
  ];
  if (provider !== undefined)
    parts.push(makesKey ? `a new key from key provider ${provider.name}` : 'the key of VM Home');
  for (const host of hostsToEnable) parts.push(`encryption mode of host ${host.name} is turned on`);
  return parts.join('; ');
}

function scopeOf({ home, disks }: RewritePlan): string {
  const labels = disks.map(({ disk }) => disk.label).join(', ');
  if (!home) return labels;
  return labels === '' ? 'VM Home' : `VM Home and ${labels}`;
}
