import { Operation } from '../enums.ts';
import { managedObject, templateAttribute } from '../objects.ts';
import { Tag } from '../tags.ts';
import { enumeration, optional, structure } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { objectAnswered, payloads } from './payload.ts';

/** Brings an object that the client has (§4.3). */
export const register = payloads({
  operation: Operation.Register,
  since: V1_0,
  request: structure(Tag.RequestPayload, {
    objectType: enumeration(Tag.ObjectType),
    templateAttribute,
    ...managedObject,
  }),
  response: structure(Tag.ResponsePayload, {
    ...objectAnswered,
    templateAttribute: optional(templateAttribute),
  }),
});
