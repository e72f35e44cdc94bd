import { writeFully } from '../plain-host.ts';
import { AUTHORITY, certificateOf, openKmsFolder, SERVER_IDENTITY } from './kms-folder.ts';
import { refuse } from './report.ts';

/** `vseal kms certificate`: what a client is given to trust this server by: its authority, or the certificate itself. */
export function printKmsCertificate(folder: string, isServer: boolean): number {
  const opened = openKmsFolder(folder);
  if (!opened.ok) return refuse(opened.fault);
  try {
    const certificate = certificateOf(opened.value, isServer ? SERVER_IDENTITY : AUTHORITY);
    if (!certificate.ok) return refuse(certificate.fault);
    writeFully(1, `${certificate.value.trimEnd()}\n`);
    return 0;
  } finally {
    opened.value.close();
  }
}
