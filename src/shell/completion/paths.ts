import type { Completion } from '../../cmdlet/completion.ts';
import { drivesOf } from '../../cmdlet/drives.ts';
import type { Session } from '../../cmdlet/session.ts';
import { type CompletionContext, item, matcher } from './context.ts';

/** Files and folders as they may be written from where the session is; drives by their names. */
export function* paths({ session }: CompletionContext, typed: string): Iterable<Completion> {
  const cut = Math.max(typed.lastIndexOf('/'), typed.lastIndexOf('\\')) + 1;
  const folder = typed.slice(0, cut);
  const last = typed.slice(cut);
  if (folder === '' && typed !== '') yield* drives(session, typed);
  const listed = session.host.files.list(session.resolvePath(folder === '' ? '.' : folder));
  if (!listed.ok) return;
  const wanted = matcher(last);
  const found = listed.value
    .filter(({ name }) => wanted(name) && (last.startsWith('.') || !name.startsWith('.')))
    .sort(
      (a, b) => Number(b.folder) - Number(a.folder) || (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1),
    );
  for (const { name, folder: isFolder, sizeBytes } of found) {
    const path = `${folder}${name}${isFolder ? '/' : ''}`;
    yield item(path, name, isFolder ? 'folder' : `file, ${sizeBytes} bytes`, 'path');
  }
}

function* drives(session: Session, typed: string): Iterable<Completion> {
  const wanted = matcher(typed);
  for (const { name, description } of drivesOf(session).values()) {
    if (name !== '/' && wanted(`${name}:`))
      yield item(`${name}:`, `${name}:`, `drive: ${description}`, 'path');
  }
}
