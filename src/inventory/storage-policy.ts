import type { Invocation } from '../cmdlet/invocation.ts';
import {
  encrypts,
  STORAGE_CAPABILITIES,
  type StorageCapability,
} from '../datacenter/encryption/policy-rules.ts';
import { mayViewPolicies } from '../datacenter/encryption/storage-policies.ts';
import type { PolicyRule, PolicyRuleSet, StoragePolicyRow } from '../datacenter/rows.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import { toText } from '../values/to-text.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import type { Connection, Item } from './connection.ts';
import { itemsNamed } from './lookup.ts';
import { reportFault } from './report-fault.ts';
import { viObject } from './vi-object.ts';

/** False, after the denial was reported, for a user who may not view storage policies. */
export function viewsPolicies(invocation: Invocation, { datacenter, caller }: Connection): boolean {
  const allowed = mayViewPolicies(datacenter, caller);
  if (!allowed.ok) reportFault(invocation, allowed.fault);
  return allowed.ok;
}

/** What a storage policy can ask of the storage. */
export const spbmCapabilityType: ObjectType<StorageCapability> = objectType<StorageCapability>()({
  name: 'SpbmCapability',
  fullName: 'VMware.VimAutomation.Storage.Impl.V1.Spbm.SpbmCapabilityImpl',
  aliases: ['VMware.VimAutomation.Storage.Types.V1.Spbm.SpbmCapability'],
  properties: {
    Name: { type: 'string', get: ({ name }) => name },
    Id: { type: 'string', get: ({ name }) => name, json: 'omit' },
    Category: { type: 'string', get: ({ category }) => category },
    ValueType: {
      type: 'string',
      get: ({ values }) => (typeof values[0] === 'boolean' ? 'System.Boolean' : 'System.String'),
    },
    AllowedValue: { type: 'Object[]', get: ({ values }) => [...values], json: 'value' },
    Description: { type: 'string', get: ({ description }) => description },
  },
  view: {
    table: [
      { property: 'Name', width: 62 },
      { property: 'Category', width: 13 },
      { property: 'ValueType', width: 14 },
      { label: 'AllowedValue', get: ({ values }) => values.map((value) => toText(value)).join(', ') },
    ],
  },
  toString: ({ name }) => name,
  identity: ({ name }) => name,
  resolveName: (_scope, pattern) =>
    capabilitiesNamed(pattern).map((each) => objectOf(spbmCapabilityType, each)),
});

export function capabilitiesNamed(pattern: string): StorageCapability[] {
  return STORAGE_CAPABILITIES.filter(({ name }) => matchesWildcard(name, pattern));
}

/** One rule of a policy. */
export const spbmRuleType: ObjectType<PolicyRule> = objectType<PolicyRule>()({
  name: 'SpbmRule',
  fullName: 'VMware.VimAutomation.Storage.Impl.V1.Spbm.SpbmRuleImpl',
  aliases: ['VMware.VimAutomation.Storage.Types.V1.Spbm.SpbmRule'],
  properties: {
    Capability: {
      type: 'SpbmCapability',
      get: ({ capability }) => {
        const found = STORAGE_CAPABILITIES.find(({ name }) => name === capability);
        return found === undefined ? null : objectOf(spbmCapabilityType, found);
      },
      jsonValue: ({ capability }) => capability,
    },
    Value: { type: 'Object', get: ({ value }) => value },
  },
  toString: (rule) => ruleText(rule),
});

/** Rules that have to be met together. */
export const spbmRuleSetType: ObjectType<PolicyRuleSet> = objectType<PolicyRuleSet>()({
  name: 'SpbmRuleSet',
  fullName: 'VMware.VimAutomation.Storage.Impl.V1.Spbm.SpbmRuleSetImpl',
  aliases: ['VMware.VimAutomation.Storage.Types.V1.Spbm.SpbmRuleSet'],
  properties: {
    Name: { type: 'string', get: ({ name }) => name },
    AllOfRules: {
      type: 'SpbmRule[]',
      get: ({ rules }) => rules.map((rule) => objectOf(spbmRuleType, rule)),
      json: 'value',
    },
  },
  toString: (set) => ruleSetText(set),
});

const ruleText = ({ capability, value }: PolicyRule): string => `${capability}=${toText(value)}`;
const ruleSetText = ({ rules }: PolicyRuleSet): string => `(${rules.map(ruleText).join(') AND (')})`;

/** A storage policy (SPBM): what a VM's home and disks are to be kept on, and whether encrypted. */
export const storagePolicyType: ObjectType<Item<StoragePolicyRow>> = objectType<Item<StoragePolicyRow>>()({
  name: 'StoragePolicy',
  listedBy: 'Get-SpbmStoragePolicy',
  fullName: 'VMware.VimAutomation.Storage.Impl.V1.Spbm.SpbmStoragePolicyImpl',
  aliases: ['SpbmStoragePolicy', 'VMware.VimAutomation.Storage.Types.V1.Spbm.SpbmStoragePolicy'],
  base: viObject,
  properties: {
    Description: { type: 'string', get: ({ row }) => row.description },
    IsEncryption: { type: 'bool', get: ({ row }) => encrypts(row) },
    IsBuiltIn: { type: 'bool', get: ({ row }) => row.isBuiltIn },
    CommonRule: {
      type: 'SpbmRule[]',
      get: ({ row }) => row.commonRules.map((rule) => objectOf(spbmRuleType, rule)),
      json: 'value',
    },
    AnyOfRuleSets: {
      type: 'SpbmRuleSet[]',
      get: ({ row }) => row.ruleSets.map((set) => objectOf(spbmRuleSetType, set)),
      json: 'value',
    },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 25 },
      { property: 'Description', width: 30 },
      { label: 'Rule Sets', get: ({ row }) => row.ruleSets.map(ruleSetText).join(' OR '), width: 20 },
      { label: 'Common Rules', get: ({ row }) => row.commonRules.map(ruleText).join(', ') },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'storagePolicies', pattern)].map((item) => objectOf(storagePolicyType, item)),
});
