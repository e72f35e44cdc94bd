import { choiceName, type OvfChoices } from '../datacenter/content/ovf-choices.ts';
import type { OvfDescriptor } from '../datacenter/content/ovf-read.ts';
import { Dictionary } from '../values/hashtable.ts';
import { customObject, PSCustomObject } from '../values/ps-custom-object.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';

/**
 * What an OVF package lets choose, as an object whose leaves have a Value to set:
 * `$c.NetworkMapping.VM_Network.Value`, `$c.Common.hostname.Value`, `$c.DeploymentOption.Value`.
 */
export function ovfConfigurationOf(descriptor: OvfDescriptor): PSCustomObject {
  const root = customObject([], 'VMware.VimAutomation.ViCore.Types.V1.Ovf.OvfConfiguration');
  const options = descriptor.deploymentOptions;
  if (options.length > 0) {
    const described = options.map(({ id, label }) => `${id}: ${label}`).join('; ');
    root.set('DeploymentOption', leaf('DeploymentOption', options[0]?.id ?? '', described));
  }
  const networks = customObject([]);
  for (const name of descriptor.networks)
    networks.set(choiceName(name), leaf(`NetworkMapping.${name}`, '', `The network for '${name}'`));
  if (descriptor.networks.length > 0) root.set('NetworkMapping', networks);
  for (const property of descriptor.properties.filter((each) => each.isUserConfigurable)) {
    const { key, value, type, label } = property;
    const path = key.includes('.') ? key.split('.') : ['Common', key];
    const place = path.slice(0, -1).reduce(child, root);
    place.set(choiceName(path.at(-1) ?? ''), leaf(key, value, label, type));
  }
  return root;
}

function child(parent: PSCustomObject, name: string): PSCustomObject {
  const found = parent.get(choiceName(name));
  if (found instanceof PSCustomObject) return found;
  const made = customObject([]);
  parent.set(choiceName(name), made);
  return made;
}

function leaf(key: string, value: string, description: string, type = 'string'): PSCustomObject {
  return customObject([
    ['Key', key],
    ['Value', value],
    ['DefaultValue', value],
    ['OvfTypeDescription', type],
    ['Description', description],
  ]);
}

/** The choices in a hashtable, or in what Get-OvfConfiguration gave; undefined for any other value. */
export function ovfChoicesOf(given: Value | undefined): OvfChoices | undefined {
  if (given === undefined || given === null) return new Map();
  if (given instanceof Dictionary) {
    const entries = [...given.entries.values()];
    return new Map(entries.map(({ key, value }) => [toText(key), toText(value)]));
  }
  return given instanceof PSCustomObject ? new Map(changedLeaves(given)) : undefined;
}

function* changedLeaves(object: PSCustomObject): Iterable<[string, string]> {
  const key = object.get('Key');
  if (typeof key === 'string') {
    const value = toText(object.get('Value') ?? null);
    if (value !== toText(object.get('DefaultValue') ?? null)) yield [key, value];
    return;
  }
  for (const { value } of object.properties.values())
    if (value instanceof PSCustomObject) yield* changedLeaves(value);
}
