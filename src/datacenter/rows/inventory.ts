import type { Named } from './named.ts';

/** The vCenter itself: version, identity, and the counter that new ids come from. */
export interface VCenterRow extends Named {
  readonly version: string;
  readonly build: string;
  readonly instanceUuid: string;
  readonly nextId: number;
  readonly isLab: boolean;
  /** Capabilities that the administrator switched against the release's own rule. */
  readonly capabilities?: Readonly<Record<string, boolean>>;
}

export type FolderType = 'Datacenter' | 'VM' | 'HostAndCluster' | 'Datastore' | 'Network';

export interface FolderRow extends Named {
  readonly type: FolderType;
  readonly parentId: string | null;
}

export interface DatacenterRow extends Named {
  readonly parentId: string;
  readonly vmFolderId: string;
  readonly hostFolderId: string;
  readonly datastoreFolderId: string;
  readonly networkFolderId: string;
}

export interface NetworkRow extends Named {
  readonly parentId: string;
}

/** A kind of tag: whether an object may have several of it, and which kinds of objects may have one. */
export interface TagCategoryRow extends Named {
  readonly description: string;
  readonly cardinality: 'Single' | 'Multiple';
  /** PowerCLI's names: `VirtualMachine`; `All` for every kind. */
  readonly entityTypes: readonly string[];
}

export interface TagRow extends Named {
  readonly categoryId: string;
  readonly description: string;
}

/** A custom attribute; the number in its id is the API's key. */
export interface CustomFieldRow {
  readonly id: string;
  readonly name: string;
  /** The API's type of the objects that have it; null: all of them. */
  readonly managedType: string | null;
}

/** What an object has in a custom attribute; id: `<entityId> <fieldId>`. */
export interface CustomValueRow {
  readonly id: string;
  readonly entityId: string;
  readonly fieldId: string;
  readonly value: string;
}

/** id: `<tagId> <entityId>`. */
export interface TagAssignmentRow {
  readonly id: string;
  readonly tagId: string;
  readonly entityId: string;
}
