import type { Named } from './named.ts';

/** One thing a storage policy asks for: a capability of the storage, and the value it must have. */
export interface PolicyRule {
  readonly capability: string;
  readonly value: string | boolean;
}

export interface PolicyRuleSet {
  readonly name: string;
  readonly rules: readonly PolicyRule[];
}

export interface StoragePolicyRow extends Named {
  readonly description: string;
  readonly isBuiltIn: boolean;
  /** Rules that hold whatever the datastore: those of I/O filters, encryption's among them. */
  readonly commonRules: readonly PolicyRule[];
  /** One of the sets has to be met whole. */
  readonly ruleSets: readonly PolicyRuleSet[];
}
