import { runScriptText } from './run-script.ts';
import type { ShellOptions } from './shell-options.ts';

export interface NbdOptions {
  /** From 1. */
  readonly disk?: number;
  readonly readOnly?: boolean;
  readonly socket?: string;
  readonly port?: number;
}

/** `vseal nbd VM`: prints what clients connect to, and serves until Ctrl-C or until another process stops it. */
export function serveDisks(options: ShellOptions, vm: string, nbd: NbdOptions): Promise<number> {
  const name = quoted(vm);
  const parameters = [
    `-VM ${name}`,
    ...(nbd.disk === undefined ? [] : [`-Disk @(Get-HardDisk ${name})[${nbd.disk - 1}]`]),
    ...(nbd.readOnly === true ? ['-ReadOnly'] : []),
    ...(nbd.socket === undefined ? [] : [`-SocketPath ${quoted(nbd.socket)}`]),
    ...(nbd.port === undefined ? [] : [`-Port ${nbd.port}`]),
  ].join(' ');
  const text = `Start-VMDiskServer ${parameters} -Wait -ErrorAction Stop | ForEach-Object { $_.Uri; $_.CertificateFile }`;
  return runScriptText({ options, text, fileName: 'vseal nbd', arguments: [], readsInput: false });
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
