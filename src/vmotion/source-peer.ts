import { type MigrationFault, MigrationStop, stopSource } from './fault.ts';
import { createRecordReader, type Protection, type RecordType } from './record.ts';
import { refusalText } from './refusal.ts';
import type { Wire } from './wire.ts';

/** What the destination says on one stream, as its source hears it. */
export interface SourcePeer {
  /** Set once the destination has failed, refused or gone. */
  readonly fault: MigrationFault | undefined;
  /** Waits for the next record, which must be of this type; its body. */
  readonly expect: (type: RecordType) => Promise<Uint8Array>;
  readonly dispose: () => void;
}

export function listenToDestination(
  protection: Protection,
  wire: Wire,
  stream: number,
  timeoutMs: number,
): SourcePeer {
  const heard: { readonly type: RecordType; readonly body: Uint8Array }[] = [];
  let fault: MigrationFault | undefined;
  let wake: () => void = () => undefined;
  const fail = (stop: MigrationStop): void => {
    fault ??= stop.fault;
    wake();
  };
  const reader = createRecordReader(protection, 'destination', stream, (record) => {
    const body = Uint8Array.from(record.open());
    if (record.type === 'abort') {
      fail(stopSource('PeerRefused', `The destination stopped: ${refusalText(body)}`));
    } else {
      heard.push({ type: record.type, body });
      wake();
    }
  });
  wire.receive(
    () => reader.room(),
    (lengthBytes) => {
      try {
        reader.filled(lengthBytes);
      } catch (error) {
        if (!(error instanceof MigrationStop)) throw error;
        fail(error);
      }
    },
  );
  wire.onClose(() => fail(stopSource('ChannelCut', 'The destination closed the connection.')));

  const expect = async (type: RecordType): Promise<Uint8Array> => {
    let expired = false;
    const timer = setTimeout(() => {
      expired = true;
      wake();
    }, timeoutMs);
    try {
      for (;;) {
        const next = heard.shift();
        if (next?.type === type) return next.body;
        if (next !== undefined) {
          throw stopSource('ChannelIntegrity', `The destination said ${next.type}, not ${type}.`);
        }
        if (fault !== undefined) throw new MigrationStop(fault);
        // A timer's callback sets it, which the compiler does not see.
        if (expired as boolean) {
          throw stopSource('PeerSilent', `The destination was silent for ${timeoutMs} ms.`);
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    get fault() {
      return fault;
    },
    expect,
    dispose: () => reader.dispose(),
  };
}
