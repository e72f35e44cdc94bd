import type { Invocation } from '../../src/cmdlet/invocation.ts';
import type { EditorReply, EditorRequest } from '../../src/cmdlet/terminal.ts';

/** Asks the line editor. Where there is none, and where it refuses, the command ends with an error. */
export function askEditor<K extends EditorReply['kind']>(
  invocation: Invocation,
  request: EditorRequest,
  kind: K,
): Extract<EditorReply, { kind: K }> {
  const { terminal } = invocation.host;
  if (terminal === undefined) {
    invocation.throwTerminating({
      message: `${invocation.commandName}: there is no line editor.`,
      why: 'Lines are edited in the interactive shell only; this one runs a script, a single line or a pipe.',
      id: 'NoLineEditor',
      category: 'InvalidOperation',
    });
  }
  const reply = terminal.editor(request);
  if (isKind(reply, kind)) return reply;
  return invocation.throwTerminating({
    message: reply.kind === 'refused' ? reply.message : 'The line editor did not answer.',
    id: 'LineEditorRefused',
    category: 'InvalidArgument',
    exceptionType: 'System.ArgumentException',
  });
}

function isKind<K extends EditorReply['kind']>(
  reply: EditorReply,
  kind: K,
): reply is Extract<EditorReply, { kind: K }> {
  return reply.kind === kind;
}

/** Examples of these commands need a person at a terminal. */
export const NEEDS_TERMINAL = 'an interactive terminal';
