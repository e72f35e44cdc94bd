import type { EventPlace } from './event-place.ts';
import type { EventTypeId } from './event-types.ts';

/**
 * What happened, for `Get-VIEvent`: kept in the append-only log, each with the commit that caused it. Ids are
 * the vendor's: class names for the classic events, `com.vmware.…` for EventEx.
 */
export interface EntityReference {
  readonly id: string;
  readonly name: string;
}

export interface EventRecord {
  readonly type: 'event';
  /** `VmPoweredOnEvent`, `com.vmware.vc.host.Crypto.Enabled`, … */
  readonly eventTypeId: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly atMs: number;
  readonly user: string;
  readonly message: string;
  readonly vm?: EntityReference;
  readonly host?: EntityReference;
  readonly datacenter?: EntityReference;
  readonly datastore?: EntityReference;
  /** What it is about where it is none of these: a folder, a cluster, or what a denial was about. */
  readonly entity?: EntityReference;
  /** Where what it is about was then. */
  readonly place?: EventPlace;
  /** Further facts by name, such as the privilege that was missing. */
  readonly arguments?: Readonly<Record<string, string>>;
}

/**
 * An event as the code that raises it knows it: who and when are added by the commit, which also knows what the
 * release in force calls it (event-types.ts).
 */
export type NewEvent = Omit<EventRecord, 'type' | 'atMs' | 'user' | 'severity' | 'eventTypeId' | 'place'> & {
  readonly eventTypeId: EventTypeId;
  readonly severity?: EventRecord['severity'];
};

/** Everything that an event is about. */
export function entitiesOf(event: EventRecord): EntityReference[] {
  return [event.vm, event.host, event.datacenter, event.datastore, event.entity].flatMap(
    (entity) => entity ?? [],
  );
}

/** What lay around it then, too: a VM that has been removed was in its cluster. */
export function placesOf({ place }: EventRecord): EntityReference[] {
  return [place?.host, place?.computeResource, place?.datacenter].flatMap((entity) => entity ?? []);
}

export interface TaskRecord {
  readonly type: 'task';
  readonly id: string;
  /** The vendor's description id: `VirtualMachine.reconfigure`. */
  readonly descriptionId: string;
  /** As PowerCLI names it: `ReconfigVM_Task`. */
  readonly name: string;
  readonly entity: EntityReference | null;
  readonly note?: string;
  readonly user: string;
  readonly state: 'success' | 'error';
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly error: string | null;
}

export type LogEntry = EventRecord | TaskRecord;
