import { Operation } from '../enums.ts';
import { templateAttribute } from '../objects.ts';
import { Tag } from '../tags.ts';
import { enumeration, optional, structure, text } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { payloads } from './payload.ts';

/** Makes a symmetric key on the server (§4.1). */
export const create = payloads({
  operation: Operation.Create,
  since: V1_0,
  request: structure(Tag.RequestPayload, {
    objectType: enumeration(Tag.ObjectType),
    templateAttribute,
  }),
  response: structure(Tag.ResponsePayload, {
    objectType: enumeration(Tag.ObjectType),
    uniqueIdentifier: text(Tag.UniqueIdentifier),
    templateAttribute: optional(templateAttribute),
  }),
});
