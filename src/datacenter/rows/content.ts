import type { Named } from './named.ts';

/** A content library: a folder on a datastore. */
export interface ContentLibraryRow extends Named {
  readonly description: string;
  readonly datastoreId: string;
  /** Its folder, as a datastore path. */
  readonly folder: string;
}

/** What a library keeps of a VM. */
export interface ContentLibraryItemRow extends Named {
  readonly libraryId: string;
  readonly sourceVm: string;
  /** Its folder, as a datastore path. */
  readonly folder: string;
  readonly files: readonly string[];
  readonly createdMs: number;
}
