import { describe, expect, it } from 'vitest';
import { testShell } from './shell.ts';

/** What is typed, and what the screen then shows; each in a new shell. */
const TRANSCRIPTS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'Select-Object': [
    ['1..5 | Select-Object -First 2', '1\n2\n'],
    ['1..5 | Select-Object -Last 1', '5\n'],
    ['1..5 | Select-Object -Skip 1 -SkipLast 2', '2\n3\n'],
    ['1..5 | Select-Object -Index 0, 4', '1\n5\n'],
    ["'a', 'A', 'a' | Select-Object -Unique", 'a\nA\n'],
    ['(@{ a = 1; b = 2 } | Select-Object a).a', '1\n'],
    [
      "[pscustomobject]@{ N = 2 } | Select-Object @{ n = 'Twice'; e = { $_.N * 2 } }",
      '\nTwice\n-----\n    4\n\n',
    ],
  ],
  'Where-Object and Sort-Object': [
    ["'app', 'database' | Where-Object Length -gt 3", 'database\n'],
    ["'b1', 'a2', 'a1' | Sort-Object { $_[0] }, @{ e = { $_[1] }; Descending = $true }", 'a2\na1\nb1\n'],
    ['3, 1, 2, 3 | Sort-Object -Unique -Descending', '3\n2\n1\n'],
  ],
  'Group-, Measure- and Compare-Object': [
    ['1..4 | Group-Object { $_ % 2 } | ForEach-Object { "$($_.Name): $($_.Group)" }', '0: 2 4\n1: 1 3\n'],
    ['(1..4 | Measure-Object -Average -Maximum).Average', '2.5\n'],
    ['(Compare-Object 1, 2, 3 2, 3, 4).SideIndicator', '=>\n<=\n'],
  ],
  'JSON and CSV': [
    [
      "[pscustomobject]@{ a = 1, 2; b = [ordered]@{ c = 'x' } } | ConvertTo-Json -Compress",
      '{"a":[1,2],"b":{"c":"x"}}\n',
    ],
    ['@() | ConvertTo-Json -AsArray', '[]\n'],
    [
      '@{ a = @{ b = @{ c = @{ d = 1 } } } } | ConvertTo-Json -Compress',
      'WARNING: Resulting JSON is truncated as serialization has exceeded the set depth of 2.\n{"a":{"b":{"c":"System.Collections.Hashtable"}}}\n',
    ],
    [`('{ "a": 9223372036854775808 }' | ConvertFrom-Json).a.GetType().Name`, 'BigInteger\n'],
    ["[pscustomobject]@{ a = 1; b = 'x,\"y'; c = $null } | ConvertTo-Csv", '"a","b","c"\n"1","x,""y",\n'],
    ["('a,b', '1,\"x y\"' | ConvertFrom-Csv).b", 'x y\n'],
  ],
  'Format-Table and Format-List': [
    ["[pscustomobject]@{ a = 1; b = 'x' } | Format-Table", '\na b\n- -\n1 x\n\n'],
    ["[pscustomobject]@{ a = 1; b = 'x' } | Format-List", '\na : 1\nb : x\n\n'],
    ['1 | Select-String 1', '\n1\n\n'],
  ],
  'Write-Host': [["Write-Host 'a' -NoNewline; Write-Host 'b', 'c' -Separator '-'", 'ab-c\n']],
  files: [
    ["Set-Content a.txt 'one', 'two'; Add-Content a.txt 'three'; Get-Content a.txt -Tail 2", 'two\nthree\n'],
    ["New-Item x -ItemType Directory | Out-Null; 'y' > x/y.txt; (Get-ChildItem -Recurse).Name", 'x\ny.txt\n'],
    ['Join-Path a b c; Split-Path /a/b.txt -LeafBase; Test-Path nothing', 'a/b/c\nb\nFalse\n'],
  ],
};

describe.each(Object.entries(TRANSCRIPTS))('%s', (_name, lines) => {
  it.each(lines)('%s', (typed, screen) => expect(testShell().run(typed)).toBe(screen));
});

/** Error ids are PowerShell's: scripts and tests compare them. */
const ERROR_IDS: readonly (readonly [string, string])[] = [
  [
    '1 | Select-Object -ExpandProperty x',
    'ExpandPropertyNotFound,Microsoft.PowerShell.Commands.SelectObjectCommand',
  ],
  [
    '1 | Measure-Object x',
    'GenericMeasurePropertyNotFound,Microsoft.PowerShell.Commands.MeasureObjectCommand',
  ],
  ['Get-Content nothing', 'PathNotFound,Microsoft.PowerShell.Commands.GetContentCommand'],
  ["'{' | ConvertFrom-Json", 'System.ArgumentException,Microsoft.PowerShell.Commands.ConvertFromJsonCommand'],
  ['$a = 1; New-Variable a', 'VariableAlreadyExists,Microsoft.PowerShell.Commands.NewVariableCommand'],
  ['New-Object No.Such.Type', 'TypeNotFound,Microsoft.PowerShell.Commands.NewObjectCommand'],
  ['Get-Alias nothing', 'ItemNotFoundException,Microsoft.PowerShell.Commands.GetAliasCommand'],
  [
    'Get-Random -Minimum 2 -Maximum 2',
    'MinGreaterThanOrEqualMax,Microsoft.PowerShell.Commands.GetRandomCommand',
  ],
  ["Write-Error 'x' -ErrorId Own", 'Own'],
];

it.each(ERROR_IDS)('%s fails as %s', (typed, id) => {
  expect(testShell().outcome(typed).errors).toEqual([id]);
});
