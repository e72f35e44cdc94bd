import type { Fault } from '../datacenter/faults.ts';

/** Parameters that scripts give by habit: what asks for no more than is so already passes, the rest says why not. */

/** -VMSwapfilePolicy and -VMSwapfileDatastore of hosts and clusters. */
export function refuseSwapPlacement(args: {
  readonly VMSwapfilePolicy?: string | undefined;
  readonly VMSwapfileDatastore?: unknown;
}): Fault | undefined {
  const isElsewhere = args.VMSwapfileDatastore !== undefined && args.VMSwapfileDatastore !== null;
  if (!isElsewhere && args.VMSwapfilePolicy !== 'InHostDatastore') return undefined;
  return {
    kind: 'InvalidArgument',
    parameter: isElsewhere ? 'VMSwapfileDatastore' : 'VMSwapfilePolicy',
    rule: 'The swap file of a VM lies beside its VMX here, sealed where the VM is encrypted.',
    remedy: 'Use WithVM or Inherit; Move-VM -Datastore takes the swap file along.',
  };
}

/** -VsanEnabled, -VsanDiskClaimMode, -VsanDataMigrationMode. */
export function refuseVsan(args: Readonly<Record<string, unknown>>): Fault | undefined {
  const parameter = ['VsanEnabled', 'VsanDiskClaimMode', 'VsanDataMigrationMode'].find(
    (name) => args[name] !== undefined && args[name] !== false,
  );
  if (parameter === undefined) return undefined;
  return {
    kind: 'InvalidArgument',
    parameter,
    rule: 'There is no vSAN here: datastores are folders of this machine.',
    remedy: 'Leave it out; a datastore that all hosts see: New-Datastore NAME -VMHost (Get-VMHost)',
  };
}

/** -TimeZone: since 4.1 an ESXi host's clock is in UTC and nothing else. */
export function refuseTimeZone(name: string | undefined): Fault | undefined {
  if (name === undefined || /^(?:UTC|GMT|Etc\/UTC)$/i.test(name)) return undefined;
  return {
    kind: 'InvalidArgument',
    parameter: 'TimeZone',
    rule: `An ESXi host keeps its time in UTC; ${name} is not.`,
    remedy: 'Leave it out; times are shown in the time zone of this machine: Get-TimeZone',
  };
}

/** -ProxyAddress (or -ProxyServer) and -ProxyPort of key management servers. */
export function refuseProxy(args: Readonly<Record<string, unknown>>): Fault | undefined {
  const parameter = ['ProxyAddress', 'ProxyServer', 'ProxyPort'].find((name) => args[name] !== undefined);
  if (parameter === undefined) return undefined;
  return {
    kind: 'InvalidArgument',
    parameter,
    rule: 'Key management servers are reached directly here; there is no proxy between.',
    remedy: `Leave -${parameter} out, and let -Address name where the server is reached.`,
  };
}
