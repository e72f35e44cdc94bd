import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedData } from '../requirements.ts';

interface Group<Test> {
  readonly keySize: number;
  readonly ivSize?: number;
  readonly tagSize?: number;
  readonly tests: readonly Test[];
}

interface Common {
  readonly tcId: number;
  readonly comment: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

/** The cases of one Wycheproof file with their group's sizes, or none when the data is not here. */
export function wycheproof<Test>(file: string): (Test & Common & Omit<Group<Test>, 'tests'>)[] {
  const folder = sharedData('vectors');
  if (folder === undefined) return [];
  const { testGroups } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
    testGroups: Group<Test & Common>[];
  };
  return testGroups.flatMap(({ tests, ...group }) => tests.map((test) => ({ ...group, ...test })));
}
