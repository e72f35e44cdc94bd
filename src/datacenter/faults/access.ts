import { type FaultWords, text } from './fault-text.ts';

/** Who may do what. */
export type AccessFault =
  | { readonly kind: 'InvalidLogin'; readonly user: string }
  | { readonly kind: 'UnknownServer'; readonly name: string }
  | {
      readonly kind: 'NoPermission';
      readonly user: string;
      readonly privilege: string;
      readonly entity: string;
    };

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
      'The only server is the vCenter of this state file.',
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
};
