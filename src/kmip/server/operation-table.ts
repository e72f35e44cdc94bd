import { ok, type Result } from '../../base/result.ts';
import { Operation } from '../enums.ts';
import { activate } from '../payloads/activate.ts';
import { addAttribute } from '../payloads/add-attribute.ts';
import { archive } from '../payloads/archive.ts';
import { check } from '../payloads/check.ts';
import { create } from '../payloads/create.ts';
import { deleteAttribute } from '../payloads/delete-attribute.ts';
import { destroy } from '../payloads/destroy.ts';
import { discoverVersions } from '../payloads/discover-versions.ts';
import { get } from '../payloads/get.ts';
import { getAttributeList } from '../payloads/get-attribute-list.ts';
import { getAttributes } from '../payloads/get-attributes.ts';
import { getUsageAllocation } from '../payloads/get-usage-allocation.ts';
import { locate } from '../payloads/locate.ts';
import { modifyAttribute } from '../payloads/modify-attribute.ts';
import { obtainLease } from '../payloads/obtain-lease.ts';
import type { OperationPayloads } from '../payloads/payload.ts';
import { query } from '../payloads/query.ts';
import { reKey } from '../payloads/re-key.ts';
import { recover } from '../payloads/recover.ts';
import { register } from '../payloads/register.ts';
import { revoke } from '../payloads/revoke.ts';
import type { TtlvNode } from '../ttlv/node.ts';
import { isAtLeast, type ProtocolVersion, V1_0 } from '../version.ts';
import {
  handleAddAttribute,
  handleDeleteAttribute,
  handleGetAttributeList,
  handleGetAttributes,
  handleModifyAttribute,
} from './operations/attribute-operations.ts';
import type { OperationContext, OperationHandler } from './operations/context.ts';
import { handleCreate } from './operations/create.ts';
import { handleGet } from './operations/get.ts';
import {
  handleActivate,
  handleArchive,
  handleDestroy,
  handleRecover,
  handleRevoke,
} from './operations/lifecycle-operations.ts';
import { handleLocate } from './operations/locate.ts';
import { handleReKey } from './operations/re-key.ts';
import { handleRegister } from './operations/register.ts';
import { handleDiscoverVersions, handleQuery } from './operations/server-operations.ts';
import { handleCheck, handleGetUsageAllocation, handleObtainLease } from './operations/usage-operations.ts';
import type { Refusal } from './refusal.ts';

/** An operation that the server does: payload in, payload out. */
export interface ServedOperation {
  readonly since: ProtocolVersion;
  run(payload: TtlvNode, context: OperationContext): Result<TtlvNode, Refusal>;
}

const SERVED = new Map<number, ServedOperation>();

/** The operation by its number, when `version` has it. */
export function servedOperation(operation: number, version: ProtocolVersion): ServedOperation | undefined {
  const served = SERVED.get(operation);
  return served !== undefined && isAtLeast(version, served.since) ? served : undefined;
}

function serve<Request, Response>(
  payloads: OperationPayloads<Request, Response>,
  handle: OperationHandler<Request, Response>,
): void {
  SERVED.set(payloads.operation, {
    since: payloads.since,
    run(payload, context) {
      const answer = handle(payloads.request.read(payload, context), context);
      return answer.ok ? ok(payloads.response.write(answer.value, context)) : answer;
    },
  });
}

serve(create, handleCreate);
serve(register, handleRegister);
serve(reKey, handleReKey);
serve(locate, handleLocate);
serve(check, handleCheck);
serve(get, handleGet);
serve(getAttributes, handleGetAttributes);
serve(getAttributeList, handleGetAttributeList);
serve(addAttribute, handleAddAttribute);
serve(modifyAttribute, handleModifyAttribute);
serve(deleteAttribute, handleDeleteAttribute);
serve(obtainLease, handleObtainLease);
serve(getUsageAllocation, handleGetUsageAllocation);
serve(activate, handleActivate);
serve(revoke, handleRevoke);
serve(destroy, handleDestroy);
serve(archive, handleArchive);
serve(recover, handleRecover);
serve(query, (request, context) => handleQuery(request, operationsOf(context.version)));
serve(discoverVersions, (request) => handleDiscoverVersions(request));

/** Poll and Cancel are about whole items; the request processor answers them itself. */
const OF_THE_PROCESSOR: readonly (readonly [number, ProtocolVersion])[] = [
  [Operation.Cancel, V1_0],
  [Operation.Poll, V1_0],
];

function operationsOf(version: ProtocolVersion): number[] {
  const all = [...SERVED].map(([operation, { since }]) => [operation, since] as const);
  return [...all, ...OF_THE_PROCESSOR]
    .filter(([, since]) => isAtLeast(version, since))
    .map(([operation]) => operation)
    .sort((a, b) => a - b);
}
