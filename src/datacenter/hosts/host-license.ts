import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { HostRow } from '../rows.ts';

/** What vCenter shows of a host that runs in evaluation mode, and takes to put it there. */
export const EVALUATION_KEY = '00000-00000-00000-00000-00000';

const KEY = /^[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}$/;

/** Set-VMHost -LicenseKey: the host's license by its key. What a key allows is the license's owner's to know. */
export function setHostLicense(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly hostId: string; readonly licenseKey: string },
): PlannedChange<HostRow> {
  const licenseKey = request.licenseKey.toUpperCase();
  const assign = (tx: Transaction): Result<HostRow, Fault> => {
    if (!KEY.test(licenseKey)) {
      return fail({
        kind: 'InvalidArgument',
        parameter: 'LicenseKey',
        rule: `A license key is five groups of five letters and digits; '${request.licenseKey}' is not.`,
        remedy: `Set-VMHost HOST -LicenseKey ${EVALUATION_KEY}`,
      });
    }
    const host = tx.get('hosts', request.hostId);
    if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: request.hostId });
    const held = requirePrivilege(datacenter, caller, 'Global.Licenses', host);
    if (!held.ok) return held;
    const after: HostRow = { ...host, licenseKey: licenseKey === EVALUATION_KEY ? undefined : licenseKey };
    tx.put('hosts', after);
    tx.event({
      eventTypeId: 'com.vmware.license.AssignLicenseEvent',
      message: `License ${licenseKey} was assigned to ${host.name}`,
      host: { id: host.id, name: host.name },
    });
    return ok(after);
  };
  return planChange(datacenter, caller, { operation: 'assign a license', change: assign });
}
