import { isIP } from 'node:net';
import { fail, ok, type Result } from '../../base/result.ts';
import type { KmsFault } from './kms-folder.ts';

/** How long the server's certificate is good for. */
export const SERVER_DAYS = 825;

/** `--address`: names and addresses that clients reach the server by, between commas. */
export function readAddresses(text: string): Result<string[], KmsFault> {
  const addresses = text.split(',').map((address) => address.trim());
  const wrong = addresses.find((address) => isIP(address) === 0 && !HOST_NAME.test(address));
  if (wrong === undefined) return ok(addresses);
  return fail({
    message: `'${wrong}' is no host name and no IP address.`,
    hint: 'Name what clients reach the server by: --address kms.example.com,192.0.2.7',
  });
}

/** RFC 1123 §2.1, and a wildcard for the first label. */
const HOST_NAME =
  /^(?=.{1,253}$)(?:\*\.)?[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;
