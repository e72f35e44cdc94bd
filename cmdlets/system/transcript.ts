import type { Session } from '../../src/cmdlet/session.ts';

/** The file that a session's text goes to, while there is one. */
const running = new WeakMap<Session, string>();

export function runningTranscript(session: Session): string | undefined {
  return running.get(session);
}

export function setTranscript(session: Session, path: string | undefined): void {
  if (path === undefined) running.delete(session);
  else running.set(session, path);
}

export const RULE = '**********************';
