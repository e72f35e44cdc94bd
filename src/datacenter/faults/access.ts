import { type FaultWords, quote, text } from './fault-text.ts';

/** Who may do what. */
export type AccessFault =
  | { readonly kind: 'InvalidLogin'; readonly user: string }
  | { readonly kind: 'UnknownServer'; readonly name: string }
  | {
      readonly kind: 'NoPermission';
      readonly user: string;
      readonly privilege: string;
      readonly entity: string;
      readonly entityId: string;
    }
  | { readonly kind: 'SystemRole'; readonly role: string }
  | { readonly kind: 'RoleInUse'; readonly role: string; readonly uses: readonly string[] }
  | { readonly kind: 'AuthMinimumAdminPermission'; readonly change: string };

export const ACCESS_FAULTS: FaultWords<AccessFault> = {
  InvalidLogin: ({ user }) =>
    text(
      'InvalidLogin',
      'AuthenticationError',
      'Cannot complete login due to an incorrect user name or password.',
      `The user ${user} does not exist here or the password is wrong.`,
      'Connect-VIServer -Server vcsa-01 -Credential (Get-Credential)',
    ),
  UnknownServer: ({ name }) =>
    text(
      'UnknownServer',
      'ObjectNotFound',
      `Could not resolve the server '${name}'.`,
      'A server is the vCenter of this state file, or another state file by its path.',
      'Connect-VIServer lab -Credential (Get-Credential), or start the shell with --lab-accepts-any',
    ),
  NoPermission: ({ user, privilege, entity }) =>
    text(
      'NoPermission',
      'PermissionDenied',
      'Permission to perform this operation was denied.',
      `${user} lacks the privilege ${privilege} on ${entity}.`,
      'Ask an administrator for a role that has it, or connect as another user: Connect-VIServer lab -Credential (Get-Credential)',
    ),
  SystemRole: ({ role }) =>
    text(
      'SystemRole',
      'InvalidOperation',
      `The role ${role} is a system role; it can be neither changed nor removed.`,
      'System roles are the same in every vCenter of a release.',
      `Copy it: New-VIRole ${quote(`${role} copy`)} -Privilege (Get-VIPrivilege -Role ${quote(role)})`,
    ),
  RoleInUse: ({ role, uses }) =>
    text(
      'ResourceInUse.Role',
      'ResourceBusy',
      `The role ${role} is in use.`,
      `It is granted to: ${uses.slice(0, 10).join(', ')}${uses.length > 10 ? ` and ${uses.length - 10} more` : ''}.`,
      `Remove-VIRole ${quote(role)} -Force removes those permissions too.`,
    ),
  AuthMinimumAdminPermission: ({ change }) =>
    text(
      'AuthMinimumAdminPermission',
      'InvalidOperation',
      'The last administrator cannot be taken away.',
      `${change} would leave nobody with the role Admin on the root folder, and nobody could give it back.`,
      'Give another user the role first: New-VIPermission (Get-Folder Datacenters) -Principal keyadmin@vsphere.local -Role Admin',
    ),
};
