import { isEnumType } from '../values/enum-type.ts';
import { TypeInfo } from '../values/type-info.ts';
import type { ParameterDefinition, ParameterDefinitions } from './parameter.ts';

/** Parameters whose help says which of them, and which of their values, are younger than the oldest vSphere. */
export function withSince<P extends ParameterDefinitions>(parameters: P): P {
  const told = Object.entries(parameters).map(([name, parameter]): [string, ParameterDefinition] => {
    const sentences = sinceSentences(parameter);
    return [
      name,
      sentences.length === 0 ? parameter : { ...parameter, help: [parameter.help, ...sentences].join(' ') },
    ];
  });
  return Object.fromEntries(told) as P;
}

function sinceSentences({ type, since, valuesSince }: ParameterDefinition): string[] {
  const ofType = type instanceof TypeInfo && isEnumType(type) ? type.since : undefined;
  const later = valuesSince === undefined ? (ofType ?? []) : Object.entries(valuesSince);
  const byVersion = new Map<string, string[]>();
  for (const [value, version] of later) {
    const values = byVersion.get(version);
    if (values === undefined) byVersion.set(version, [value]);
    else values.push(value);
  }
  return [
    ...(since === undefined ? [] : [`Since vSphere ${since}.`]),
    ...Array.from(byVersion, ([version, values]) => `${values.join(', ')}: since vSphere ${version}.`),
  ];
}
