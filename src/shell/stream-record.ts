import { ambient } from '../values/ambient.ts';
import { localDateTime } from '../values/date-time.ts';
import { property } from '../values/net/define.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { toText } from '../values/to-text.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { defineType } from '../values/type-registry.ts';
import { NetObject, type Value } from '../values/value.ts';

type RecordName = 'WarningRecord' | 'VerboseRecord' | 'DebugRecord';

/** A warning, verbose or debug message as an object: what `3>&1` puts into the output. */
export class StreamRecord extends NetObject {
  readonly message: string;
  readonly #type: TypeInfo;
  constructor(type: TypeInfo, message: string) {
    super();
    this.#type = type;
    this.message = message;
  }

  get type(): TypeInfo {
    return this.#type;
  }

  override asText(): string {
    return this.message;
  }
}

/** What Write-Information wrote. */
export class InformationRecord extends NetObject {
  readonly data: Value;
  readonly tags: readonly string[];
  readonly timeMs = ambient().nowMs();
  constructor(data: Value, tags: readonly string[]) {
    super();
    this.data = data;
    this.tags = tags;
  }

  get type(): TypeInfo {
    return informationRecordType;
  }

  override asText(): string {
    return toText(this.data);
  }
}

const AUTOMATION = 'System.Management.Automation.';

function messageType(name: RecordName): TypeInfo {
  return defineType({
    fullName: AUTOMATION + name,
    base: () => objectTypeInfo,
    members: () => [
      {
        kind: 'Property',
        name: 'Message',
        typeName: 'string',
        get: (self) => (self as StreamRecord).message,
      },
    ],
  });
}

const types: Readonly<Record<RecordName, TypeInfo>> = {
  WarningRecord: messageType('WarningRecord'),
  VerboseRecord: messageType('VerboseRecord'),
  DebugRecord: messageType('DebugRecord'),
};

const informationRecordType = defineType({
  fullName: `${AUTOMATION}InformationRecord`,
  base: () => objectTypeInfo,
  members: () => [
    {
      kind: 'Property',
      name: 'MessageData',
      typeName: 'object',
      get: (self) => (self as InformationRecord).data,
    },
    {
      kind: 'Property',
      name: 'Tags',
      typeName: 'string[]',
      get: (self) => [...(self as InformationRecord).tags],
    },
    { kind: 'Property', name: 'Source', typeName: 'string', get: () => '' },
    property('TimeGenerated', 'datetime', (self: InformationRecord) => localDateTime(self.timeMs)),
    property('User', 'string', () => ambient().environmentVariable('USER') ?? 'user'),
    property('Computer', 'string', () => ambient().environmentVariable('HOSTNAME') ?? 'localhost'),
    property('ProcessId', 'uint', () => ambient().processId),
    property('NativeThreadId', 'uint', () => ambient().processId),
    property('ManagedThreadId', 'uint', () => 1),
  ],
});

export function streamRecord(name: RecordName, text: string): StreamRecord {
  return new StreamRecord(types[name], text);
}

export function informationRecord(value: Value, tags: readonly string[]): InformationRecord {
  return new InformationRecord(value, tags);
}
