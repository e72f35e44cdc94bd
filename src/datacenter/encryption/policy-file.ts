import { fail, ok, type Result } from '../../base/result.ts';
import { childrenNamed, childText, parseXml, type XmlElement, xmlText } from '../content/xml.ts';
import type { Fault } from '../faults.ts';
import type { PolicyRule, PolicyRuleSet, StoragePolicyRow } from '../rows.ts';
import { STORAGE_CAPABILITIES, type StorageCapability } from './policy-rules.ts';
import type { PolicyContent } from './storage-policies.ts';

/**
 * A storage policy as a file: a requirement profile of the API (PbmCapabilityProfile) in XML. Each set of rules is a
 * sub-profile, the common rules the first. A capability has the API's three parts: namespace,
 * id, property.
 */
const COMMON_NAME = 'Common rules';
const LIMIT_FILE_CHARACTERS = 1024 ** 2;

export function formatPolicy(policy: StoragePolicyRow): string {
  const sets = [{ name: COMMON_NAME, rules: policy.commonRules }, ...policy.ruleSets];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<PbmCapabilityProfile xmlns="urn:pbm">',
    `  <ProfileId><UniqueId>${xmlText(policy.id)}</UniqueId></ProfileId>`,
    `  <Name>${xmlText(policy.name)}</Name>`,
    `  <Description>${xmlText(policy.description)}</Description>`,
    '  <ProfileCategory>REQUIREMENT</ProfileCategory>',
    '  <ResourceType><ResourceType>STORAGE</ResourceType></ResourceType>',
    '  <Constraints>',
    ...sets.filter(({ rules }) => rules.length > 0).map(formatSet),
    '  </Constraints>',
    '</PbmCapabilityProfile>',
    '',
  ].join('\n');
}

function formatSet({ name, rules }: PolicyRuleSet): string {
  return [
    '    <SubProfiles>',
    `      <Name>${xmlText(name)}</Name>`,
    ...rules.map(({ capability, value }) => {
      const [namespace, id, property] = partsOf(capability);
      const type = typeof value === 'boolean' ? 'boolean' : 'string';
      return [
        '      <Capability>',
        `        <Id><Namespace>${xmlText(namespace)}</Namespace><Id>${xmlText(id)}</Id></Id>`,
        '        <Constraint><PropertyInstance>',
        `          <Id>${xmlText(property)}</Id>`,
        `          <Value type="${type}">${xmlText(String(value))}</Value>`,
        '        </PropertyInstance></Constraint>',
        '      </Capability>',
      ].join('\n');
    }),
    '    </SubProfiles>',
  ].join('\n');
}

/** `vmwarevmcrypt@ENCRYPTION.AllowCleartextFilters` is a property of a filter's capability, the others of their own. */
function partsOf(capability: StorageCapability['name']): [string, string, string] {
  const dot = capability.lastIndexOf('.');
  const [owner, property] = [capability.slice(0, dot), capability.slice(dot + 1)];
  const [filter = ''] = owner.split('@');
  return filter === owner ? [owner, property, property] : [filter, owner, property];
}

/** What a policy's file says; one that asks for what this storage does not know is refused. */
export function parsePolicy(text: string, path: string): Result<Omit<PolicyContent, 'name'>, Fault> {
  const wrong = (rule: string): Result<never, Fault> =>
    fail({
      kind: 'InvalidArgument',
      parameter: 'FilePath',
      rule: `${path} is no storage policy that can be imported: ${rule}.`,
      remedy: 'Take a file that Export-SpbmStoragePolicy wrote.',
    });
  if (text.length > LIMIT_FILE_CHARACTERS)
    return wrong(`it is longer than ${LIMIT_FILE_CHARACTERS} characters`);
  const root = parseXml(text);
  if (!root.ok) return wrong(root.fault);
  if (root.value.name !== 'PbmCapabilityProfile') return wrong('its element is not PbmCapabilityProfile');
  const sets: PolicyRuleSet[] = [];
  const constraints = childrenNamed(root.value, 'Constraints');
  for (const set of constraints.flatMap((each) => childrenNamed(each, 'SubProfiles'))) {
    const rules: PolicyRule[] = [];
    for (const capability of childrenNamed(set, 'Capability')) {
      const rule = ruleIn(capability);
      if (!rule.ok) return wrong(rule.fault);
      rules.push(rule.value);
    }
    sets.push({ name: childText(set, 'Name'), rules });
  }
  return ok({
    description: childText(root.value, 'Description'),
    commonRules: sets.flatMap(({ rules }) => rules.filter(isCommon)),
    ruleSets: sets
      .map(({ name, rules }) => ({ name, rules: rules.filter((rule) => !isCommon(rule)) }))
      .filter(({ rules }) => rules.length > 0),
  });
}

function ruleIn(element: XmlElement): Result<PolicyRule, string> {
  const [id] = childrenNamed(element, 'Id');
  const [constraint] = childrenNamed(element, 'Constraint');
  const [instance] = constraint === undefined ? [] : childrenNamed(constraint, 'PropertyInstance');
  const named = [
    id && childText(id, 'Namespace'),
    id && childText(id, 'Id'),
    instance && childText(instance, 'Id'),
  ];
  const known = STORAGE_CAPABILITIES.find(({ name }) =>
    partsOf(name).every((part, at) => part === named[at]),
  );
  if (known === undefined || instance === undefined)
    return fail(`this storage has no capability ${named.filter(Boolean).join(' / ')}`);
  const text = childText(instance, 'Value');
  const value = known.values.find((allowed) => String(allowed) === text);
  return value === undefined
    ? fail(`'${text}' is no value of ${known.name}`)
    : ok({ capability: known.name, value });
}

function isCommon({ capability }: PolicyRule): boolean {
  return STORAGE_CAPABILITIES.some(({ name, isCommon: common }) => common && name === capability);
}
