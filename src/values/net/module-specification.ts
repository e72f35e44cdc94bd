import { Dictionary } from '../hashtable.ts';
import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { property } from './define.ts';
import { Guid } from './guid.ts';
import { Version } from './version.ts';

/** Which versions of a module will do, as texts. `maximum` may end in `*`: `1.*` is every 1. */
export interface ModuleLimits {
  readonly minimum?: string | undefined;
  readonly maximum?: string | undefined;
  readonly required?: string | undefined;
  readonly guid?: string | undefined;
}

/** A module by name and version: `@{ ModuleName = 'Foo'; RequiredVersion = '1.1' }`, or its name alone. */
export class ModuleSpecification extends NetObject {
  readonly name: string;
  readonly limits: ModuleLimits;
  constructor(name: string, limits: ModuleLimits = {}) {
    super();
    this.name = name;
    this.limits = limits;
  }

  get type(): TypeInfo {
    return specificationType;
  }

  override asText(): string {
    const { minimum, maximum, required, guid } = this.limits;
    const rest = [
      ['Guid', guid],
      ['ModuleVersion', minimum],
      ['MaximumVersion', maximum],
      ['RequiredVersion', required],
    ].flatMap(([key, text]) => (text === undefined ? [] : [`; ${key} = '${text}'`]));
    return rest.length === 0 ? this.name : `@{ ModuleName = '${this.name}'${rest.join('')} }`;
  }
}

/** What a script gave for a module: a specification, its table, or a name. */
export function moduleSpecification(value: Value): ModuleSpecification {
  if (value instanceof ModuleSpecification) return value;
  if (value instanceof Dictionary) return ofTable(value);
  return new ModuleSpecification(toText(value));
}

const KEYS = ['modulename', 'moduleversion', 'maximumversion', 'requiredversion', 'guid'];

function ofTable(table: Dictionary): ModuleSpecification {
  const given = new Map<string, string>();
  for (const { key, value } of table.entries.values()) {
    const name = toText(key).toLowerCase();
    if (!KEYS.includes(name)) {
      throw new NetException(
        'ArgumentException',
        `The hashtable describing a module contains the member '${toText(key)}', which is not valid: ModuleName, Guid, ModuleVersion, MaximumVersion and RequiredVersion are.`,
      );
    }
    const text = toText(value);
    if (text !== '') given.set(name, text);
  }
  const name = given.get('modulename');
  if (name === undefined) throw incomplete('ModuleName');
  const limits = {
    minimum: given.get('moduleversion'),
    maximum: given.get('maximumversion'),
    required: given.get('requiredversion'),
    guid: given.get('guid'),
  };
  if (limits.minimum === undefined && limits.maximum === undefined && limits.required === undefined)
    throw incomplete('ModuleVersion, MaximumVersion or RequiredVersion');
  return new ModuleSpecification(name, limits);
}

function incomplete(missing: string): NetException {
  return new NetException(
    'ArgumentException',
    `The hashtable describing a module is incomplete: ${missing} is missing.`,
  );
}

/** Versions of two to four numbers, in the order of `[version]`; what is none is 0.0. */
export function versionOf(text: string): Version {
  return /^\d+(?:\.\d+){1,3}$/.test(text) ? new Version(text.split('.').map(Number)) : new Version([0, 0]);
}

/** Says whether a module of this version and identity will do. */
export function admits(limits: ModuleLimits, version: string, guid: string | undefined): boolean {
  const own = versionOf(version);
  const against = (text: string): number => own.compareTo(versionOf(text)) ?? 0;
  if (limits.required !== undefined && against(limits.required) !== 0) return false;
  if (limits.minimum !== undefined && against(limits.minimum) < 0) return false;
  if (limits.maximum !== undefined && against(limits.maximum.replace('*', '999999999')) > 0) return false;
  return limits.guid === undefined || digits(limits.guid) === digits(guid ?? '');
}

/** The identity of a module; none is all zeros. */
export function guidOf(text: string | undefined): Guid {
  return new Guid(digits(text ?? '').padEnd(32, '0'));
}

function digits(guid: string): string {
  return guid.replace(/[^0-9a-f]/gi, '').toLowerCase();
}

/** Nothing is asked of the version. */
export function isUnlimited({ minimum, maximum, required, guid }: ModuleLimits): boolean {
  return [minimum, maximum, required, guid].every((limit) => limit === undefined);
}

const text = (value: string | undefined): Value => value ?? null;

const specificationType: TypeInfo = defineType({
  fullName: 'Microsoft.PowerShell.Commands.ModuleSpecification',
  base: () => objectTypeInfo,
  construct: ([value = null]) => moduleSpecification(value),
  convert: (value) =>
    typeof value === 'string' || value instanceof Dictionary ? moduleSpecification(value) : undefined,
  members: () => [
    property('Name', 'string', (self: ModuleSpecification) => self.name),
    property('Guid', 'guid', (self: ModuleSpecification) =>
      self.limits.guid === undefined ? null : guidOf(self.limits.guid),
    ),
    property('Version', 'version', (self: ModuleSpecification) =>
      self.limits.minimum === undefined ? null : versionOf(self.limits.minimum),
    ),
    property('MaximumVersion', 'string', (self: ModuleSpecification) => text(self.limits.maximum)),
    property('RequiredVersion', 'version', (self: ModuleSpecification) =>
      self.limits.required === undefined ? null : versionOf(self.limits.required),
    ),
  ],
});
