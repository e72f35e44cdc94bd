import type { Caller, Datacenter } from '../datacenter.ts';
import { isVisible } from './authorization.ts';

/** Whether the session's user may see a row; what lies in one place shares the answer. */
export function visibility(session: {
  readonly datacenter: Datacenter;
  readonly caller: Caller;
}): (row: { readonly id: string }) => boolean {
  const { datacenter, caller } = session;
  const byPlace = new Map<string, boolean>();
  return (row) => {
    const parent = 'folderId' in row ? row.folderId : 'parentId' in row ? row.parentId : undefined;
    if (typeof parent !== 'string' || datacenter.find('permissions', 'entity', row.id).length > 0) {
      return isVisible(datacenter, caller, row.id);
    }
    const place = 'resourcePoolId' in row ? `${parent} ${String(row.resourcePoolId)}` : parent;
    let visible = byPlace.get(place);
    if (visible === undefined) {
      visible = isVisible(datacenter, caller, row.id);
      byPlace.set(place, visible);
    }
    return visible;
  };
}
