import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { intArgument, method, property, staticMethod, textArgument } from './define.ts';
import { tryParse } from './number-members.ts';

/** `[version]`: two to four numbers; a missing one is -1. */
export class Version extends NetObject {
  readonly parts: readonly number[];
  constructor(parts: readonly number[]) {
    super();
    this.parts = parts;
  }

  get type(): TypeInfo {
    return versionType;
  }

  override asText(): string {
    return this.parts.join('.');
  }

  part(index: number): number {
    return this.parts[index] ?? -1;
  }

  compareTo(other: Value): number | undefined {
    if (!(other instanceof Version)) return undefined;
    for (let i = 0; i < 4; i++) if (this.part(i) !== other.part(i)) return this.part(i) - other.part(i);
    return 0;
  }
}

function parseVersion(text: string): Version {
  if (!/^\s*\d+(?:\.\d+){1,3}\s*$/.test(text)) {
    throw new NetException(
      'ArgumentException',
      "Version string portion was too short or too long. (Parameter 'input')",
    );
  }
  return new Version(text.trim().split('.').map(Number));
}

const versionType: TypeInfo = defineType({
  fullName: 'System.Version',
  aliases: ['version'],
  accelerator: 'version',
  base: () => objectTypeInfo,
  interfaces: ['System.IComparable', 'System.ICloneable'],
  construct: (args) => {
    if (args.length === 0) return new Version([0, 0]);
    if (args.length === 1) return parseVersion(toText(args[0] ?? null));
    return new Version(args.map((_, index) => intArgument(args, index)));
  },
  convert: (value) =>
    typeof value === 'number'
      ? parseVersion(`${toText(value)}${Number.isInteger(value) ? '.0' : ''}`)
      : undefined,
  members: () => [
    property('Major', 'int', (self: Version) => self.part(0)),
    property('Minor', 'int', (self: Version) => self.part(1)),
    property('Build', 'int', (self: Version) => self.part(2)),
    property('Revision', 'int', (self: Version) => self.part(3)),
    property('MajorRevision', 'int', () => -1),
    property('MinorRevision', 'int', () => -1),
    method(['string ToString()', 'string ToString(int fieldCount)'], (self: Version, args) =>
      args.length === 0 ? self.asText() : self.parts.slice(0, intArgument(args, 0)).join('.'),
    ),
    method('int CompareTo(object value)', (self: Version, [other = null]) =>
      Math.sign(self.compareTo(other) ?? 1),
    ),
    method('bool Equals(object value)', (self: Version, [other = null]) => self.compareTo(other) === 0),
  ],
  statics: () => [
    staticMethod('version Parse(string text)', (args) => parseVersion(textArgument(args, 0))),
    staticMethod('bool TryParse(string text, ref result)', (args) =>
      tryParse(() => parseVersion(textArgument(args, 0)), args[1]),
    ),
  ],
});

/** `1.2.3-beta+build`. */
export class SemanticVersion extends NetObject {
  readonly numbers: readonly [number, number, number];
  readonly label: string;
  readonly build: string;
  constructor(numbers: readonly [number, number, number], label: string, build: string) {
    super();
    this.numbers = numbers;
    this.label = label;
    this.build = build;
  }

  get type(): TypeInfo {
    return semanticVersionType;
  }

  override asText(): string {
    return `${this.numbers.join('.')}${this.label === '' ? '' : `-${this.label}`}${this.build === '' ? '' : `+${this.build}`}`;
  }

  compareTo(other: Value): number | undefined {
    if (!(other instanceof SemanticVersion)) return undefined;
    for (const index of [0, 1, 2] as const)
      if (this.numbers[index] !== other.numbers[index]) return this.numbers[index] - other.numbers[index];
    if (this.label === other.label) return 0;
    if (this.label === '') return 1;
    return other.label === '' || this.label > other.label ? (other.label === '' ? -1 : 1) : -1;
  }
}

function parseSemantic(text: string): SemanticVersion {
  const match = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([\w.-]+))?(?:\+([\w.-]+))?$/.exec(text.trim());
  if (match === null)
    throw new NetException(
      'ArgumentException',
      `Cannot process argument because the value of argument "version" is not valid.`,
    );
  const [, major = '0', minor = '0', patch = '0', label = '', build = ''] = match;
  return new SemanticVersion([Number(major), Number(minor), Number(patch)], label, build);
}

const semanticVersionType: TypeInfo = defineType({
  fullName: 'System.Management.Automation.SemanticVersion',
  aliases: ['semver'],
  accelerator: 'semver',
  base: () => objectTypeInfo,
  interfaces: ['System.IComparable'],
  construct: (args) =>
    args.length === 1
      ? parseSemantic(toText(args[0] ?? null))
      : new SemanticVersion(
          [intArgument(args, 0), intArgument(args, 1), intArgument(args, 2)],
          textArgument(args, 3),
          textArgument(args, 4),
        ),
  members: () => [
    property('Major', 'int', (self: SemanticVersion) => self.numbers[0]),
    property('Minor', 'int', (self: SemanticVersion) => self.numbers[1]),
    property('Patch', 'int', (self: SemanticVersion) => self.numbers[2]),
    property('PreReleaseLabel', 'string', (self: SemanticVersion) => (self.label === '' ? null : self.label)),
    property('BuildLabel', 'string', (self: SemanticVersion) => (self.build === '' ? null : self.build)),
    method('int CompareTo(object value)', (self: SemanticVersion, [other = null]) =>
      Math.sign(self.compareTo(other) ?? 1),
    ),
    method(
      'bool Equals(object value)',
      (self: SemanticVersion, [other = null]) => self.compareTo(other) === 0,
    ),
  ],
});
