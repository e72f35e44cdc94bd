import { formatBytes } from '../base/units.ts';
import type { RewriteOptions } from '../datacenter/disks/disk-rewrite.ts';
import type { RewritePlan } from '../datacenter/encryption/encryption-plan.ts';
import type { NewVmPolicyPlan } from '../datacenter/encryption/vm-create-encrypted.ts';
import type { HostRow, KeyProviderRow } from '../datacenter/rows.ts';
import type { ClonePlan } from '../datacenter/vm/clone-plan.ts';

/** What -WhatIf says of an encryption or decryption: scope, bytes, space, policy, provider, host. */
export function describeRewrite(plan: RewritePlan): string {
  const { policy, provider, makesKey, hostsToEnable } = plan;
  if (plan.direction === 'none') return `policy ${policy.name}; nothing is rewritten`;
  const parts = [`${scopeOf(plan)}: ${describeBytes(plan, plan.rewrite)}`, `policy ${policy.name}`];
  if (provider !== undefined) parts.push(makesKey ? newKeyFrom(provider) : 'the key of VM Home');
  return [...parts, ...hostsTurnedOn(hostsToEnable)].join('; ');
}

/** What -WhatIf says of a VM that is made: whether it is encrypted, by what and with which key. */
export function describeNewVm({ policy, encryption }: NewVmPolicyPlan, disks: 'all' | 'none'): string {
  if (encryption === undefined) return `policy ${policy.name}; nothing is encrypted`;
  const { provider, hostsToEnable } = encryption;
  return [
    `encrypted: VM Home${disks === 'all' ? ' and all disks' : ' alone'}`,
    `policy ${policy.name}`,
    newKeyFrom(provider),
    ...hostsTurnedOn(hostsToEnable),
  ].join('; ');
}

/** What -WhatIf says of the encryption of a clone, where the source or the clone has any. */
export function describeClone({ source, disks, encryption }: ClonePlan): string | undefined {
  if (encryption === undefined) return source.keyId === null ? undefined : 'not encrypted';
  const { provider, keptKeyId, diskKeys, hostsToEnable } = encryption;
  const labels = disks.filter(({ key }) => diskKeys.includes(key)).map(({ label }) => label);
  return [
    `encrypted: ${['VM Home', ...labels].join(', ')}`,
    keptKeyId === undefined ? newKeyFrom(provider) : `the key of ${source.name}`,
    ...hostsTurnedOn(hostsToEnable),
  ].join('; ');
}

const newKeyFrom = ({ name }: KeyProviderRow): string => `a new key from key provider ${name}`;
const hostsTurnedOn = (hosts: readonly HostRow[]): string[] =>
  hosts.map(({ name }) => `encryption mode of host ${name} is turned on`);

/** How much is written anew, and the room that it takes. */
export function describeBytes(
  { dataBytes, neededBytes }: { readonly dataBytes: number; readonly neededBytes: number },
  rewrite: RewriteOptions = {},
): string {
  const how = rewrite.inPlace === true ? ' in place' : '';
  return `${formatBytes(dataBytes)} to rewrite${how}, ${formatBytes(neededBytes)} of free space needed`;
}

function scopeOf({ home, disks }: RewritePlan): string {
  const labels = disks.map(({ disk }) => disk.label).join(', ');
  if (!home) return labels;
  return labels === '' ? 'VM Home' : `VM Home and ${labels}`;
}
