import { formatBytes } from '../../base/units.ts';
import { type FaultWords, quote, text } from './fault-text.ts';

/** Policies, datastores and disks. */
export type StorageFault =
  | { readonly kind: 'InvalidProfile'; readonly policy: string; readonly rule: string }
  | {
      readonly kind: 'InsufficientStorageSpace';
      readonly datastore: string;
      readonly neededBytes: number;
      readonly freeBytes: number;
    }
  | {
      readonly kind: 'UnfinishedConversion';
      readonly entity: string;
      readonly disk: string;
      readonly detail: string;
    }
  | { readonly kind: 'IncorrectPassphrase'; readonly file: string }
  | { readonly kind: 'DiskFault'; readonly file: string; readonly detail: string; readonly remedy: string };

export const STORAGE_FAULTS: FaultWords<StorageFault> = {
  InvalidProfile: ({ policy, rule }) =>
    text(
      'InvalidProfile',
      'InvalidArgument',
      `The storage policy '${policy}' cannot be used here.`,
      rule,
      'Get-SpbmStoragePolicy | Select-Object Name, Description',
    ),
  InsufficientStorageSpace: ({ datastore, neededBytes, freeBytes }) =>
    text(
      'InsufficientStorageSpace',
      'ResourceUnavailable',
      `Insufficient disk space on datastore '${datastore}'.`,
      `A disk is rewritten as a copy: ${formatBytes(neededBytes)} more are needed, ${formatBytes(freeBytes)} are free.`,
      `Free space, or do fewer disks at a time: Get-Datastore ${quote(datastore)}`,
    ),
  UnfinishedConversion: ({ entity, disk, detail }) =>
    text(
      'UnfinishedConversion',
      'OperationStopped',
      `${disk} of ${entity} is half converted; it opens again when its conversion in place is finished.`,
      detail,
      `Repair-VMDisk ${quote(entity)}`,
    ),
  IncorrectPassphrase: ({ file }) =>
    text(
      'IncorrectPassphrase',
      'AuthenticationError',
      `The passphrase does not open ${file}.`,
      'It is not the one that the VM was exported with. No file was changed and no VM was made.',
      'New-VM -VMFilePath PATH -Passphrase (Read-Host -AsSecureString)',
    ),
  DiskFault: ({ file, detail, remedy }) =>
    text('DiskFault', 'InvalidOperation', `The file ${file} cannot be used.`, detail, remedy),
};
