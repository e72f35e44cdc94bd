import type { DiskRow, PolicyRule, StoragePolicyRow, VmRow } from '../rows.ts';

/** What a storage policy can ask for: the capabilities of this datacenter's storage, with the values they take. */
export interface StorageCapability {
  /** The vendor's name: provider, capability, property. */
  readonly name: string;
  readonly category: 'ENCRYPTION' | 'PROVISIONING';
  readonly description: string;
  readonly values: readonly (string | boolean)[];
  /** A common rule holds for VM Home and disks whatever the datastore; the others stand in rule sets. */
  readonly isCommon: boolean;
}

export const ENCRYPTION_CAPABILITY = 'vmwarevmcrypt@ENCRYPTION.AllowCleartextFilters';
const ALLOCATION_CAPABILITY = 'com.vmware.storage.volumeallocation.VolumeAllocationType';
const THIN = 'Conserve space when possible';
const THICK = 'Reserve space';

export const STORAGE_CAPABILITIES: readonly StorageCapability[] = [
  {
    name: ENCRYPTION_CAPABILITY,
    category: 'ENCRYPTION',
    description:
      'Encrypts with the I/O filter vmwarevmcrypt; the value says whether filters before it see clear text.',
    values: [false, true],
    isCommon: true,
  },
  {
    name: ALLOCATION_CAPABILITY,
    category: 'PROVISIONING',
    description: 'How a disk takes its space: as it is written (thin), or all of it at once (thick).',
    values: [THIN, THICK],
    isCommon: false,
  },
];

/** True for a policy that encrypts what it is assigned to. */
export function encrypts(policy: Pick<StoragePolicyRow, 'commonRules'>): boolean {
  return policy.commonRules.some((rule) => rule.capability === ENCRYPTION_CAPABILITY);
}

export type Compliance = 'compliant' | 'nonCompliant' | 'notApplicable';

/** Whether VM Home, or one of its disks, is as its policy asks: computed from what is so, never stored. */
export function complianceOf(policy: StoragePolicyRow, vm: VmRow, disk?: DiskRow): Compliance {
  const { commonRules, ruleSets } = policy;
  const isEncrypted = (disk ?? vm).keyId !== null;
  // Encryption comes by policy alone, so what is encrypted under a policy that does not ask for it deviates too.
  if (isEncrypted !== encrypts(policy)) return 'nonCompliant';
  if (commonRules.length === 0 && ruleSets.length === 0) return 'notApplicable';
  if (disk === undefined || ruleSets.length === 0) return 'compliant';
  const isMet = (rule: PolicyRule): boolean => rule.value === (disk.thin ? THIN : THICK);
  return ruleSets.some(({ rules }) => rules.every(isMet)) ? 'compliant' : 'nonCompliant';
}
