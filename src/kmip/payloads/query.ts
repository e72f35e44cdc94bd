import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { anything, enumeration, integer, optional, repeated, structure, text } from '../ttlv/schema.ts';
import { V1_0, V1_1, V1_2, V1_3 } from '../version.ts';
import { payloads } from './payload.ts';

const extensionInformation = structure(Tag.ExtensionInformation, {
  name: text(Tag.ExtensionName),
  tag: optional(integer(Tag.ExtensionTag)),
  type: optional(integer(Tag.ExtensionType)),
});

/** Asks what the server can do (§4.25). */
export const query = payloads({
  operation: Operation.Query,
  since: V1_0,
  request: structure(Tag.RequestPayload, { functions: repeated(enumeration(Tag.QueryFunction)) }),
  response: structure(Tag.ResponsePayload, {
    operations: repeated(enumeration(Tag.Operation)),
    objectTypes: repeated(enumeration(Tag.ObjectType)),
    vendorIdentification: optional(text(Tag.VendorIdentification)),
    serverInformation: optional(anything(Tag.ServerInformation)),
    applicationNamespaces: repeated(text(Tag.ApplicationNamespace)),
    extensions: repeated(extensionInformation, V1_1),
    attestationTypes: repeated(enumeration(Tag.AttestationType), V1_2),
    rngParameters: repeated(anything(Tag.RNGParameters), V1_3),
    profiles: repeated(anything(Tag.ProfileInformation), V1_3),
    validations: repeated(anything(Tag.ValidationInformation), V1_3),
    capabilities: repeated(anything(Tag.CapabilityInformation), V1_3),
    clientRegistrationMethods: repeated(enumeration(Tag.ClientRegistrationMethod), V1_3),
  }),
});
