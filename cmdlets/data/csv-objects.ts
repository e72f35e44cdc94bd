import { terminatingError } from '../../src/cmdlet/error.ts';
import { type CsvField, createCsvReader } from '../../src/format/csv.ts';
import { PSCustomObject } from '../../src/values/ps-custom-object.ts';
import type { Value } from '../../src/values/value.ts';

export interface CsvImport {
  readonly delimiter: string;
  readonly header: readonly string[] | undefined;
  warn(text: string): void;
  write(value: Value): void;
}

export interface CsvObjects {
  /** Takes text that may end anywhere. */
  read(text: string): void;
  end(): void;
}

/** Makes an object of each record, under the names of the first record or of `header`. */
export function csvObjects(options: CsvImport): CsvObjects {
  const reader = createCsvReader(options.delimiter);
  let names = options.header && checkedNames(options.header, options);
  let typeName: string | undefined;
  const take = (record: readonly CsvField[]): void => {
    const [first] = record;
    if (record.length === 1 && first?.text === '' && !first.quoted) return;
    if (
      first?.text.startsWith('#') === true &&
      !first.quoted &&
      typeName === undefined &&
      (!names || options.header)
    ) {
      const fields = /^#Fields:\s*(.*)$/i.exec(record.map((field) => field.text).join(options.delimiter));
      if (fields && !names) {
        names = checkedNames((fields[1] ?? '').split(options.delimiter), options);
        return;
      }
      const type = /^#TYPE\s+(.*)$/i.exec(record.map((field) => field.text).join(options.delimiter));
      if (type) typeName = type[1];
      if (type || !names || /^#\w+:/.test(first.text)) return;
    }
    if (!names)
      names = checkedNames(
        record.map((field) => field.text),
        options,
      );
    else options.write(objectOf(names, record, typeName));
  };
  return {
    read(text) {
      for (const record of reader.read(text, false)) take(record);
    },
    end() {
      for (const record of reader.read('', true)) take(record);
    },
  };
}

function checkedNames(given: readonly string[], options: CsvImport): string[] {
  const lastNamed = given.findLastIndex((name) => name.trim() !== '');
  let unnamed = 0;
  // Empty names at the end come from a trailing delimiter and make no columns.
  const names = (options.header ? given : given.slice(0, lastNamed + 1)).map((name) =>
    name.trim() === '' ? `H${++unnamed}` : name,
  );
  if (unnamed > 0) {
    options.warn(
      'One or more headers were not specified. Default names starting with "H" have been used in place of any missing headers.',
    );
  }
  const seen = new Set<string>();
  for (const name of names) {
    const key = name.toLowerCase();
    if (seen.has(key)) {
      throw terminatingError({
        message: `The member "${name}" is already present.`,
        id: 'AlreadyPresentPSMemberInfoInternalCollectionAdd',
        category: 'NotSpecified',
        target: name,
        exceptionType: 'System.Management.Automation.ExtendedTypeSystemException',
      });
    }
    seen.add(key);
  }
  return names;
}

function objectOf(
  names: readonly string[],
  record: readonly CsvField[],
  typeName: string | undefined,
): Value {
  const object = new PSCustomObject();
  names.forEach((name, index) => {
    object.set(name, record[index]?.text ?? null);
  });
  if (typeName !== undefined) {
    object.typeNames = [typeName, `CSV:${typeName}`];
  }
  return object;
}
