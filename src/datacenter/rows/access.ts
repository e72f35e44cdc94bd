import type { Named } from './named.ts';

export interface UserRow extends Named {
  readonly passwordHash: string;
  readonly description: string;
}

export interface GroupRow extends Named {
  readonly description: string;
  /** Names of users and groups, lower case. */
  readonly members: readonly string[];
}

export interface RoleRow extends Named {
  readonly roleId: number;
  readonly label: string;
  readonly isSystem: boolean;
  readonly privileges: readonly string[];
}

/** id: `<entityId>:<principal>`: one permission a principal on an entity. */
export interface PermissionRow {
  readonly id: string;
  readonly entityId: string;
  readonly principal: string;
  readonly isGroup: boolean;
  readonly roleId: number;
  readonly propagate: boolean;
}
