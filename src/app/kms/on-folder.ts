import type { Result } from '../../base/result.ts';
import { KeyStoreUnavailable } from '../../kmip/server/key-store.ts';
import type { KmsFault, KmsFolder } from './kms-folder.ts';
import { refuse } from './report.ts';

/** Runs a command on a server's folder, closes it, and gives the exit code. */
export async function onFolder(
  opened: Result<KmsFolder, KmsFault>,
  work: (kms: KmsFolder) => number | Promise<number>,
): Promise<number> {
  if (!opened.ok) return refuse(opened.fault);
  try {
    return await work(opened.value);
  } catch (error) {
    if (!(error instanceof KeyStoreUnavailable)) throw error;
    return refuse({
      message: error.message,
      hint: 'Nothing was changed. See to the folder, then try again.',
    });
  } finally {
    opened.value.close();
  }
}
