import { fail } from '../../base/result.ts';
import { ResultReason } from '../enums.ts';

/** Why the server does not do what an item asks: Result Reason and Result Message (KMIP 1.4 specification §6.9, §6.10). */
export interface Refusal {
  readonly reason: number;
  readonly message: string;
}

/** A message may quote what the client sent, so its length is bounded. */
const MAX_MESSAGE_CHARACTERS = 300;

export function refuse(
  reason: keyof typeof ResultReason,
  message: string,
): { readonly ok: false; readonly fault: Refusal } {
  return fail({ reason: ResultReason[reason], message: message.slice(0, MAX_MESSAGE_CHARACTERS) });
}
