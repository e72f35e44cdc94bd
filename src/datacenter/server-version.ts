import { fail, ok, type Result } from '../base/result.ts';
import { requirePrivilege, rootFolder } from './access/authorization.ts';
import { putSystemRoles } from './access/roles.ts';
import { type CapabilityName, fixedBecause, vcenterRelease } from './capabilities.ts';
import type { Caller, Datacenter, Transaction } from './datacenter.ts';
import type { Fault } from './faults.ts';
import { isSince, RELEASE_FACTS, type Release, releaseOf } from './releases.ts';
import { type HostRow, VCENTER_ID, type VCenterRow } from './rows.ts';

/** Changes the release of the vCenter and its hosts, and single capabilities against it. */

const UPGRADE_VCENTER = 'Global.Settings';
const UPGRADE_HOST = 'Host.Config.Patch';

/** The whole datacenter as if installed with another release; with `keepHosts` the hosts stay as they are. */
export function setRelease(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly release: Release; readonly keepHosts: boolean },
): Result<VCenterRow, Fault> {
  const { release, keepHosts } = request;
  return datacenter.commit(caller, 'set the vSphere version', (tx) => {
    const held = requirePrivilege(datacenter, caller, UPGRADE_VCENTER, rootFolder(tx));
    if (!held.ok) return held;
    for (const host of datacenter.rows('hosts')) {
      const upgraded = keepHosts
        ? checkHostNotNewer(host.name, releaseOf(host.version), release)
        : putHost(datacenter, caller, tx, host.id, release);
      if (!upgraded.ok) return upgraded;
    }
    const vcenter = tx.get('vcenter', VCENTER_ID);
    if (vcenter === undefined) return fail({ kind: 'NotFound', type: 'VIServer', name: VCENTER_ID });
    const roles = putSystemRoles(datacenter, tx, release);
    if (!roles.ok) return roles;
    const after: VCenterRow = { ...vcenter, ...RELEASE_FACTS[release].vcenter };
    tx.put('vcenter', after);
    tx.event({
      eventTypeId: 'vseal.vc.VersionChangedEvent',
      message: `The vCenter Server is ${after.version}, build ${after.build}.`,
      arguments: { version: after.version },
    });
    return ok(after);
  });
}

/** One host as if installed with another release, never newer than its vCenter. */
export function setHostRelease(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly hostId: string; readonly release: Release },
): Result<HostRow, Fault> {
  return datacenter.commit(caller, 'set the vSphere version of a host', (tx) => {
    const host = tx.get('hosts', request.hostId);
    if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: request.hostId });
    const fits = checkHostNotNewer(host.name, request.release, vcenterRelease(tx));
    return fits.ok ? putHost(datacenter, caller, tx, request.hostId, request.release) : fits;
  });
}

function putHost(
  datacenter: Datacenter,
  caller: Caller,
  tx: Transaction,
  hostId: string,
  release: Release,
): Result<HostRow, Fault> {
  const host = tx.get('hosts', hostId);
  if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: hostId });
  const held = requirePrivilege(datacenter, caller, UPGRADE_HOST, host);
  if (!held.ok) return held;
  const becomesCapable = host.cryptoState === 'incapable' && host.aesNi;
  const after: HostRow = {
    ...host,
    ...RELEASE_FACTS[release].host,
    ...(becomesCapable && { cryptoState: 'prepared' }),
  };
  tx.put('hosts', after);
  return ok(after);
}

export function checkHostNotNewer(host: string, hostRelease: Release, vcenter: Release): Result<void, Fault> {
  if (isSince(vcenter, hostRelease)) return ok(undefined);
  return fail({
    kind: 'InvalidArgument',
    parameter: 'Version',
    rule: `The host ${host} would be ${hostRelease} under a vCenter ${vcenter}; a vCenter manages no newer hosts.`,
    remedy: `Set-VIServerVersion ${hostRelease}`,
  });
}

/** Switches a capability against the release's own rule, or back to it with `undefined`. */
export function setCapability(
  datacenter: Datacenter,
  caller: Caller,
  name: CapabilityName,
  enabled: boolean | undefined,
): Result<void, Fault> {
  return datacenter.commit(caller, 'switch a capability', (tx) => {
    const held = requirePrivilege(datacenter, caller, UPGRADE_VCENTER, rootFolder(tx));
    if (!held.ok) return held;
    const fixed = fixedBecause(name);
    if (fixed !== undefined && enabled !== undefined) {
      return fail({
        kind: 'InvalidArgument',
        parameter: 'Name',
        rule: `${name} is not switched: ${fixed}.`,
        remedy: 'Get-VICapability',
      });
    }
    const vcenter = tx.get('vcenter', VCENTER_ID);
    if (vcenter === undefined) return fail({ kind: 'NotFound', type: 'VIServer', name: VCENTER_ID });
    const switched = new Map(Object.entries(vcenter.capabilities ?? {}));
    if (enabled === undefined) switched.delete(name);
    else switched.set(name, enabled);
    tx.put('vcenter', { ...vcenter, capabilities: Object.fromEntries(switched) });
    tx.event({
      eventTypeId: 'vseal.vc.CapabilityChangedEvent',
      message: `Capability ${name}: ${enabled === undefined ? 'as the release has it' : enabled ? 'on' : 'off'}.`,
      arguments: { capability: name, enabled: String(enabled ?? '') },
    });
    return ok(undefined);
  });
}
