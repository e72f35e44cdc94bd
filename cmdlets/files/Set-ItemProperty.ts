import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { HostFiles } from '../../src/cmdlet/host.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { propertyValue } from '../../src/format/object-properties.ts';
import { convertTo } from '../../src/values/convert.ts';
import { type DateTime, dateTimeType, toUtc, unixMs } from '../../src/values/date-time.ts';
import { propertyNames } from '../../src/values/member-list.ts';
import { isTrue } from '../../src/values/truth.ts';
import type { Value } from '../../src/values/value.ts';
import { objectAt } from './item-objects.ts';
import { existingLocations, fileError } from './location.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';

const NAME_SETS = { Path: 'propertyValuePathSet', LiteralPath: 'propertyValueLiteralPathSet' } as const;

export default defineCmdlet({
  name: 'Set-ItemProperty',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['sp'],
  synopsis: 'Changes a property of a file: whether it may be written, and its times.',
  parameters: {
    Path: {
      ...PATH_PARAMETERS.Path,
      mandatory: [NAME_SETS.Path, 'propertyPSObjectPathSet'],
      position: { [NAME_SETS.Path]: 0, propertyPSObjectPathSet: 0 },
      pipeline: 'name',
      sets: [NAME_SETS.Path, 'propertyPSObjectPathSet'],
    },
    LiteralPath: {
      ...PATH_PARAMETERS.LiteralPath,
      mandatory: [NAME_SETS.LiteralPath],
      pipeline: 'name',
      sets: [NAME_SETS.LiteralPath],
    },
    Name: {
      type: 'string',
      mandatory: [NAME_SETS.Path, NAME_SETS.LiteralPath],
      position: { [NAME_SETS.Path]: 1, [NAME_SETS.LiteralPath]: 1 },
      pipeline: 'name',
      sets: [NAME_SETS.Path, NAME_SETS.LiteralPath],
      aliases: ['PSProperty'],
      help: 'The property: IsReadOnly, LastWriteTime, LastAccessTime.',
    },
    Value: {
      type: 'object',
      mandatory: [NAME_SETS.Path, NAME_SETS.LiteralPath],
      position: { [NAME_SETS.Path]: 2, [NAME_SETS.LiteralPath]: 2 },
      pipeline: 'name',
      sets: [NAME_SETS.Path, NAME_SETS.LiteralPath],
      allowNull: true,
      allowEmpty: true,
      help: 'What it is set to.',
    },
    InputObject: {
      type: 'object',
      mandatory: ['propertyPSObjectPathSet'],
      pipeline: { propertyPSObjectPathSet: 'value' },
      sets: ['propertyPSObjectPathSet'],
      help: 'An object whose properties are taken over.',
    },
    Filter: PATH_PARAMETERS.Filter,
    Include: PATH_PARAMETERS.Include,
    Exclude: PATH_PARAMETERS.Exclude,
    PassThru: { type: 'switch', help: 'Returns the item.' },
    Force: { type: 'switch', hidden: true, help: 'Taken for scripts that give it.' },
  },
  defaultParameterSet: NAME_SETS.Path,
  output: ['System.IO.FileInfo'],
  impact: 'medium',
  examples: [
    {
      title: 'A file that may not be written',
      before: "Set-Content (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-kept.txt') 'data' -Force",
      code: "Set-ItemProperty (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-kept.txt') -Name IsReadOnly -Value $true",
    },
  ],
  process(args, invocation) {
    const { Include: include, Exclude: exclude, Filter: filter } = args;
    for (const location of existingLocations(invocation, args, { include, exclude, filter })) {
      if (location.kind !== 'file') {
        invocation.writeError(notSupported(location.given));
        continue;
      }
      for (const [name, value] of wantedValues(args.Name, args.Value, args.InputObject)) {
        if (invocation.shouldProcess(`Item: ${location.path} Property: ${name}`, 'Set Property'))
          setProperty(invocation, location.path, name, value);
      }
      const item = args.PassThru ? objectAt(invocation.session, location) : undefined;
      if (item !== undefined) invocation.write(item);
    }
  },
});

function wantedValues(
  name: string | undefined,
  value: Value | undefined,
  from: Value | undefined,
): [string, Value][] {
  if (name !== undefined) return [[name, value ?? null]];
  if (from === undefined) return [];
  return propertyNames(from).map((own) => [own, propertyValue(from, own) ?? null]);
}

function setProperty(invocation: Invocation, path: string, name: string, value: Value): void {
  const facts = changedFacts(name, value);
  if (facts === undefined) {
    invocation.writeError({
      message: `The property ${name} of a file cannot be set.`,
      id: 'PropertySetNotSupported',
      category: 'InvalidArgument',
      target: name,
      why: 'Those that can are IsReadOnly, LastWriteTime and LastAccessTime.',
      exceptionType: 'System.Management.Automation.PSArgumentException',
    });
    return;
  }
  const changed = invocation.host.files.setFacts(path, facts);
  if (!changed.ok) invocation.writeError(fileError(changed.fault, 'SetPropertyError'));
}

type Facts = Parameters<HostFiles['setFacts']>[1];

function changedFacts(name: string, value: Value): Facts | undefined {
  const timeMs = (): number => unixMs(toUtc(convertTo(value, dateTimeType) as DateTime));
  switch (name.toLowerCase()) {
    case 'isreadonly':
      return { readOnly: isTrue(value) };
    case 'lastwritetime':
    case 'lastwritetimeutc':
      return { modifiedMs: timeMs() };
    case 'lastaccesstime':
    case 'lastaccesstimeutc':
      return { accessedMs: timeMs() };
    default:
      return undefined;
  }
}

function notSupported(path: string) {
  return {
    message: `The items of '${path}' have no properties that can be set.`,
    id: 'NotSupported',
    category: 'NotImplemented',
    target: path,
    advice: 'Set-Item',
    exceptionType: 'System.Management.Automation.PSNotSupportedException',
  } as const;
}
