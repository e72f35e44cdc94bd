import { type FaultWords, quote, text } from './fault-text.ts';

/** Names, arguments, cancelling, and the state itself. */
export type GeneralFault =
  | { readonly kind: 'NotFound'; readonly type: string; readonly name: string }
  | {
      readonly kind: 'DuplicateName';
      readonly type: string;
      readonly name: string;
      /** A VM that comes with its name to where another has it. */
      readonly isMoved?: boolean;
    }
  | { readonly kind: 'InvalidName'; readonly name: string; readonly rule: string }
  | {
      readonly kind: 'InvalidArgument';
      readonly parameter: string;
      readonly rule: string;
      readonly remedy: string;
    }
  | {
      readonly kind: 'NotEmpty';
      readonly type: string;
      readonly entity: string;
      readonly holds: readonly string[];
    }
  | { readonly kind: 'SystemContainer'; readonly type: string; readonly entity: string }
  | { readonly kind: 'RequestCanceled'; readonly entity: string }
  | { readonly kind: 'StateFault'; readonly detail: string; readonly remedy: string };

export const GENERAL_FAULTS: FaultWords<GeneralFault> = {
  NotFound: ({ type, name }) =>
    text(
      'NotFound',
      'ObjectNotFound',
      `${type} with name '${name}' was not found using the specified filter(s).`,
      `No ${type} of this datacenter that you may see has this name.`,
      `List what there is: Get-${type === 'Network' ? 'VirtualPortGroup' : type}`,
    ),
  DuplicateName: ({ type, name, isMoved = false }) =>
    text(
      'DuplicateName',
      'ResourceExists',
      `The name '${name}' already exists.`,
      `Two objects of type ${type} in one place cannot have the same name.`,
      isMoved ? `Give it another name first: Set-VM ${quote(name)} -Name NEW-NAME` : 'Choose another -Name.',
    ),
  InvalidName: ({ name, rule }) =>
    text('InvalidName', 'InvalidArgument', `The name '${name}' is not valid.`, rule, 'Choose another -Name.'),
  InvalidArgument: ({ parameter, rule, remedy }) =>
    text(
      'InvalidArgument',
      'InvalidArgument',
      `A specified parameter was not correct: ${parameter}`,
      rule,
      remedy,
    ),
  NotEmpty: ({ type, entity, holds }) =>
    text(
      `ResourceInUse.${type}`,
      'ResourceBusy',
      `${entity} is not empty; it cannot be removed.`,
      `In it lie: ${holds.slice(0, 10).join(', ')}${holds.length > 10 ? ` and ${holds.length - 10} more` : ''}.`,
      `Move or remove them first: Get-Inventory -Location (Get-${type} ${quote(entity)})`,
    ),
  SystemContainer: ({ type, entity }) =>
    text(
      `NotSupported.${type}`,
      'InvalidOperation',
      `${entity} can be neither changed, moved nor removed.`,
      'It is there for as long as what it belongs to.',
      `Get-${type} lists the others.`,
    ),
  RequestCanceled: ({ entity }) =>
    text(
      'RequestCanceled',
      'OperationStopped',
      'The task was canceled by a user.',
      `${entity} is as it was before.`,
      'Run it again when wanted.',
    ),
  StateFault: ({ detail, remedy }) =>
    text(
      'StateFault',
      'WriteError',
      'The datacenter could not be saved; nothing was changed.',
      detail,
      remedy,
    ),
};
