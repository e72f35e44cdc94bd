import type { Datacenter } from '../datacenter.ts';
import type { GroupRow, UserRow } from '../rows.ts';

/** Users and groups by name. Names are `user@domain`; `DOMAIN\user` means the same. */

export const DEFAULT_DOMAIN = 'vsphere.local';

/** `VSPHERE.LOCAL\Administrator` and a bare `administrator` as `Administrator@vsphere.local`: the one form that is kept. */
export function principalName(text: string): string {
  const [domain, account] = text.split('\\', 2);
  if (domain !== undefined && account !== undefined) return `${account}@${domain.toLowerCase()}`;
  return text.includes('@') ? text : `${text}@${DEFAULT_DOMAIN}`;
}

export type Account =
  | { readonly isGroup: false; readonly row: UserRow }
  | { readonly isGroup: true; readonly row: GroupRow };

export function accountNamed(datacenter: Pick<Datacenter, 'find'>, name: string): Account | undefined {
  const key = principalName(name).toLowerCase();
  const [user] = datacenter.find('users', 'name', key);
  if (user !== undefined) return { isGroup: false, row: user };
  const [group] = datacenter.find('groups', 'name', key);
  return group === undefined ? undefined : { isGroup: true, row: group };
}
