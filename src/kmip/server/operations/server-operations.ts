import { ok, type Result } from '../../../base/result.ts';
import { ObjectType, QueryFunction } from '../../enums.ts';
import type { discoverVersions } from '../../payloads/discover-versions.ts';
import type { query } from '../../payloads/query.ts';
import { Tag } from '../../tags.ts';
import type { ShapeOf } from '../../ttlv/schema.ts';
import { SUPPORTED_VERSIONS, sameVersion } from '../../version.ts';
import type { Refusal } from '../refusal.ts';

export const VENDOR = 'vSeal';
export const OBJECT_TYPES = [
  ObjectType.SymmetricKey,
  ObjectType.Template,
  ObjectType.SecretData,
  ObjectType.OpaqueObject,
];

export function handleQuery(
  request: ShapeOf<typeof query.request>,
  operations: readonly number[],
): Result<ShapeOf<typeof query.response>, Refusal> {
  const asks = (wanted: number): boolean => request.functions.includes(wanted);
  return ok({
    operations: asks(QueryFunction.QueryOperations) ? operations : [],
    objectTypes: asks(QueryFunction.QueryObjects) ? OBJECT_TYPES : [],
    ...(asks(QueryFunction.QueryServerInformation)
      ? {
          vendorIdentification: VENDOR,
          serverInformation: { tag: Tag.ServerInformation, type: 'Structure', value: [] },
        }
      : {}),
    applicationNamespaces: [],
    extensions: [],
    attestationTypes: [],
    rngParameters: [],
    profiles: [],
    validations: [],
    capabilities: [],
    clientRegistrationMethods: [],
  });
}

/** The versions spoken here, newest first: all, or those of the client's list, in its order. */
export function handleDiscoverVersions(
  request: ShapeOf<typeof discoverVersions.request>,
): Result<ShapeOf<typeof discoverVersions.response>, Refusal> {
  const { versions } = request;
  if (versions.length === 0) return ok({ versions: SUPPORTED_VERSIONS });
  const common = versions.filter((version) =>
    SUPPORTED_VERSIONS.some((supported) => sameVersion(supported, version)),
  );
  return ok({ versions: common });
}
