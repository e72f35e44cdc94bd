import { fail, ok, type Result } from '../../base/result.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { datacenterAbove } from '../inventory/datacenter-above.ts';
import type { HostRow, NetworkRow } from '../rows.ts';
import type { OvfDescriptor, OvfProperty } from './ovf-read.ts';
import { xmlText } from './xml.ts';

/**
 * What whoever imports an OVF package may choose: `NetworkMapping.NAME`, `DeploymentOption`, and its properties by
 * their keys (those without a class also as `Common.KEY`). In a name every character but letters and digits may be `_`.
 */
export type OvfChoices = ReadonlyMap<string, string>;

const NETWORK = 'NetworkMapping.';
const COMMON = 'Common.';
const DEPLOYMENT = 'DeploymentOption';

/** The letters and digits of a name, as a property of an object is called. */
export function choiceName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '_');
}

function isSame(one: string, other: string): boolean {
  return choiceName(one).toLowerCase() === choiceName(other).toLowerCase();
}

export function chosenDeployment(choices: OvfChoices): string | undefined {
  for (const [key, value] of choices) if (isSame(key, DEPLOYMENT)) return value;
  return undefined;
}

/** A choice that the package does not offer is refused before anything else. */
export function checkChoices(choices: OvfChoices, descriptor: OvfDescriptor): Result<void, Fault> {
  const offered = [
    ...(descriptor.deploymentOptions.length > 0 ? [DEPLOYMENT] : []),
    ...descriptor.networks.map((name) => NETWORK + name),
    ...descriptor.properties.filter((each) => each.isUserConfigurable).map(({ key }) => key),
  ];
  for (const key of choices.keys()) {
    if (offered.some((name) => isSame(name, withoutCommon(key)))) continue;
    return wrongChoice(
      `The package offers no choice '${key}'.`,
      offered.length === 0
        ? 'It offers none: leave -OvfConfiguration out.'
        : `It offers: ${offered.join(', ')}`,
    );
  }
  return ok(undefined);
}

function withoutCommon(key: string): string {
  return key.toLowerCase().startsWith(COMMON.toLowerCase()) ? key.slice(COMMON.length) : key;
}

function wrongChoice(rule: string, remedy: string): Result<never, Fault> {
  return fail({ kind: 'InvalidArgument', parameter: 'OvfConfiguration', rule, remedy });
}

/** The network of each adapter: the one chosen, else the one of the same name, else the first, with a warning. */
export function networksFor(
  datacenter: Datacenter,
  host: HostRow,
  { hardware }: OvfDescriptor,
  choices: OvfChoices,
): Result<{ readonly networkIds: readonly string[]; readonly warnings: readonly string[] }, Fault> {
  const networkIds: string[] = [];
  const warnings = new Set<string>();
  for (const name of hardware.adapters) {
    const [, wanted] = [...choices].find(([key]) => isSame(key, NETWORK + name)) ?? [];
    const named = datacenter.find('networks', 'name', (wanted ?? name).toLowerCase())[0];
    if (named === undefined && wanted !== undefined)
      return fail({ kind: 'NotFound', type: 'Network', name: wanted });
    const network = named ?? firstNetwork(datacenter, host);
    if (network === undefined) return fail({ kind: 'NotFound', type: 'Network', name });
    if (named === undefined)
      warnings.add(
        `No network here is called '${name}'; its adapters connect to '${network.name}'. To choose: -OvfConfiguration @{ '${NETWORK}${name}' = 'NAME' }`,
      );
    networkIds.push(network.id);
  }
  return ok({ networkIds, warnings: [...warnings] });
}

/** Of the datacenter that the host belongs to. */
function firstNetwork(datacenter: Datacenter, host: HostRow): NetworkRow | undefined {
  const place = datacenterAbove(datacenter, host.id);
  return [...datacenter.rows('networks')].find(
    (row) => datacenterAbove(datacenter, row.id)?.id === place?.id,
  );
}

/** The properties with the values that they get. */
export function chosenProperties(
  { properties }: OvfDescriptor,
  choices: OvfChoices,
): Result<readonly OvfProperty[], Fault> {
  const chosen: OvfProperty[] = [];
  for (const property of properties) {
    const [, value] = [...choices].find(([key]) => isSame(withoutCommon(key), property.key)) ?? [];
    const rule = value === undefined ? undefined : wrongValue(property, value);
    if (rule !== undefined)
      return wrongChoice(rule, 'Get-OvfConfiguration lists the properties and their types.');
    chosen.push(value === undefined ? property : { ...property, value });
  }
  return ok(chosen);
}

function wrongValue({ key, type }: OvfProperty, value: string): string | undefined {
  if (type === 'boolean' && !/^(?:true|false)$/i.test(value))
    return `${key} is True or False, not '${value}'.`;
  if (/^uint\d*$/.test(type) && !/^\d+$/.test(value)) return `${key} is a whole number, not '${value}'.`;
  if (/^sint\d*$|^int$/.test(type) && !/^[-+]?\d+$/.test(value))
    return `${key} is a whole number, not '${value}'.`;
  return undefined;
}

/** The document by which a guest reads its properties (DSP0243 §9.5): it finds it in guestinfo.ovfEnv. */
export function ovfEnvironment(properties: readonly OvfProperty[]): string {
  const lines = properties.map(
    ({ key, value }) => `<Property oe:key="${xmlText(key)}" oe:value="${xmlText(value)}"/>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Environment xmlns="http://schemas.dmtf.org/ovf/environment/1" xmlns:oe="http://schemas.dmtf.org/ovf/environment/1" oe:id="">',
    `<PropertySection>${lines.join('')}</PropertySection>`,
    '</Environment>',
  ].join('');
}
