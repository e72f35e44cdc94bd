import { fail, type Result } from '../base/result.ts';
import type { Fault } from '../datacenter/faults.ts';
import { atOnce, type Operation } from '../datacenter/operation.ts';
import type { VmRow } from '../datacenter/rows.ts';
import type { CloneRequest } from '../datacenter/vm/clone-plan.ts';
import { cloneVm } from '../datacenter/vm/vm-clone.ts';
import { powerOnVm } from '../datacenter/vm/vm-power.ts';
import type { Value } from '../values/value.ts';
import { flagIn, idIn, objectIn, objectsIn, required, textArgument, textIn } from './spec.ts';
import type { VimView } from './view.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';
import { datastoreNamesOf } from './vm-config.ts';

/** `CloneVM`: what the spec leaves open is as the source has it. */
export function cloneOperation({ session, id }: VimView, args: readonly Value[]): Operation<unknown> {
  const folder = required(args, 0, 'folder');
  const request = requestOf(session, id, {
    folderId: textIn(folder, 'value') ?? '',
    name: textArgument(args, 1) ?? '',
    spec: required(args, 2, 'spec'),
  });
  if (!request.ok) return atOnce(() => request);
  return cloneAndStart(session, request.value, flagIn(required(args, 2, 'spec'), 'powerOn'));
}

function* cloneAndStart(
  { datacenter, caller }: VimSession,
  request: CloneRequest,
  powerOn: boolean,
): Operation<VmRow> {
  const made = yield* cloneVm(datacenter, caller, request);
  return made.ok && powerOn ? yield* powerOnVm(datacenter, caller, made.value.id) : made;
}

function requestOf(
  { datacenter }: VimSession,
  sourceId: string,
  wanted: { readonly folderId: string; readonly name: string; readonly spec: VimObject },
): Result<CloneRequest, Fault> {
  const { folderId, name, spec } = wanted;
  const source = datacenter.get('vms', sourceId);
  if (source === undefined) return fail({ kind: 'NotFound', type: 'VM', name: sourceId });
  const location = objectIn(spec, 'location');
  const [datastoreName = ''] = datastoreNamesOf(source);
  const [ownDatastore] = datacenter.find('datastores', 'name', datastoreName.toLowerCase());
  const profile = location && objectsIn(location, 'profile')[0];
  const policyId = profile && textIn(profile, 'profileId');
  const snapshotId = idIn(spec, 'snapshot');
  const moveType = location && textIn(location, 'diskMoveType');
  return {
    ok: true,
    value: {
      sourceId,
      name,
      folderId,
      hostId: (location && idIn(location, 'host')) ?? source.hostId,
      datastoreId: (location && idIn(location, 'datastore')) ?? ownDatastore?.id ?? '',
      asTemplate: flagIn(spec, 'template'),
      // vSphere's clones keep the key; the cmdlets give a new one.
      keepKey: policyId === undefined,
      isLinked: moveType === 'createNewChildDiskBacking',
      replacesVtpm: textIn(spec, 'tpmProvisionPolicy') === 'replace',
      ...(policyId !== undefined && { policyId }),
      ...(snapshotId !== undefined && { snapshotId }),
    },
  };
}
