import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { attributeInteger } from '../../src/kmip/attributes.ts';
import {
  CryptographicAlgorithm,
  KeyFormatType,
  ObjectType,
  Operation,
  UsageMask,
} from '../../src/kmip/enums.ts';
import { requestMessage, responseMessage } from '../../src/kmip/messages.ts';
import { keyValue } from '../../src/kmip/objects.ts';
import { get } from '../../src/kmip/payloads/get.ts';
import { register } from '../../src/kmip/payloads/register.ts';
import type { KeyStore, KmsObject } from '../../src/kmip/server/key-store.ts';
import { createMemoryKeyStore } from '../../src/kmip/server/memory-key-store.ts';
import { createRequestProcessor } from '../../src/kmip/server/request-processor.ts';
import { Tag } from '../../src/kmip/tags.ts';
import { decodeTtlv } from '../../src/kmip/ttlv/reader.ts';
import { encodeTtlv } from '../../src/kmip/ttlv/writer.ts';
import { V1_1 } from '../../src/kmip/version.ts';
import { must, unwrap } from './fixtures.ts';
import { runs } from './ttlv-arbitraries.ts';

/** A known key goes through the server; it must not be found where it does not belong. */
const CANARY = Buffer.from('8f1d3b5a79c2e4f60718293a4b5c6d7e8f90a1b2c3d4e5f60718192a3b4c5d6e', 'hex');

/** Any 8 bytes of the key, as bytes, hexadecimal or base64. */
function findsCanary(text: string): boolean {
  const lower = text.toLowerCase();
  for (let at = 0; at + 8 <= CANARY.length; at++) {
    const window = CANARY.subarray(at, at + 8);
    if (lower.includes(window.toString('hex')) || text.includes(window.toString('latin1'))) return true;
    if (text.includes(window.toString('base64').slice(0, 10))) return true;
  }
  return text.includes(CANARY.toString('utf8').slice(0, 8));
}

function registerRequest(): Buffer {
  const keyBlock = {
    keyFormatType: KeyFormatType.Raw,
    keyValue: keyValue.write(
      { keyMaterial: { tag: Tag.KeyMaterial, type: 'ByteString', value: CANARY }, attributes: [] },
      { version: V1_1 },
    ),
    cryptographicAlgorithm: CryptographicAlgorithm.AES,
    cryptographicLength: 256,
  };
  const attributes = [{ name: 'Cryptographic Usage Mask', value: attributeInteger(UsageMask.Encrypt) }];
  const payload = register.request.write(
    {
      objectType: ObjectType.SymmetricKey,
      templateAttribute: { templates: [], attributes },
      symmetricKey: { keyBlock },
    },
    { version: V1_1 },
  );
  return request(Operation.Register, payload);
}

function request(operation: number, payload: ReturnType<typeof get.request.write>): Buffer {
  const header = { version: V1_1, attestationTypes: [], batchCount: 1 };
  return encodeTtlv(requestMessage.write({ header, items: [{ operation, payload }] }, { version: V1_1 }));
}

describe('key bytes', () => {
  test('come out with Get and nowhere else: not in outcomes, errors or the plain part of the store', () => {
    const seen: string[] = [];
    const { store, objects } = watchedStore();
    const processor = createRequestProcessor({
      store,
      clock: systemClock,
      onError: (error) => seen.push(String(error.stack)),
    });
    const registered = must(processor.process([registerRequest()], 'vcenter')[0]);
    seen.push(JSON.stringify(registered.outcomes), registered.response.toString('latin1'));
    const [id] = registered.created;
    const toGet = request(Operation.Get, get.request.write({ uniqueIdentifier: id }, { version: V1_1 }));
    const fetched = must(processor.process([toGet], 'vcenter')[0]);
    expect(fetched.response.includes(CANARY)).toBe(true);
    seen.push(JSON.stringify(fetched.outcomes), JSON.stringify(objects));
    expect(seen.filter(findsCanary)).toEqual([]);
  });

  test('are in no message about a Register that is broken in any way', () => {
    const original = registerRequest();
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(original);
        bytes[at] = must(bytes[at]) ^ change;
        const errors: string[] = [];
        const processor = createRequestProcessor({
          store: createMemoryKeyStore(),
          clock: systemClock,
          onError: (error) => errors.push(String(error.stack)),
        });
        const { response, outcomes } = must(processor.process([bytes], 'vcenter')[0]);
        responseMessage.read(unwrap(decodeTtlv(response)), { version: V1_1, lenient: true });
        expect(
          [...errors, JSON.stringify(outcomes), response.toString('latin1')].filter(findsCanary),
        ).toEqual([]);
      }),
      { numRuns: runs(600) },
    );
  });

  test('are handed to the store in a buffer that it wipes', () => {
    const store = createMemoryKeyStore();
    const material = Uint8Array.from(CANARY);
    const object: KmsObject = {
      id: '1',
      owner: 'a',
      createdAt: 0,
      objectType: 2,
      state: 1,
      attributes: [],
      served: 0,
    };
    store.transact((objects) => objects.put(object, material));
    expect(material).toEqual(new Uint8Array(32));
    const copy = store.transact((objects) => objects.material('1'));
    expect(Buffer.from(must(copy))).toEqual(CANARY);
  });

  test('stay as they were when a transaction fails', () => {
    const store = createMemoryKeyStore();
    const object: KmsObject = {
      id: '1',
      owner: 'a',
      createdAt: 0,
      objectType: 2,
      state: 1,
      attributes: [],
      served: 0,
    };
    store.transact((objects) => objects.put(object, Uint8Array.from(CANARY)));
    expect(() =>
      store.transact((objects) => {
        objects.put({ ...object, state: 2 }, new Uint8Array(32));
        objects.put({ ...object, id: '2' }, new Uint8Array(32));
        throw new Error('no space left');
      }),
    ).toThrow('no space left');
    store.transact((objects) => {
      expect(objects.get('1')?.state).toBe(1);
      expect(objects.get('2')).toBeUndefined();
      expect(Buffer.from(must(objects.material('1')))).toEqual(CANARY);
    });
  });
});

/** A store that shows the records it was given, as a durable one would write them. */
function watchedStore(): { store: KeyStore; objects: KmsObject[] } {
  const inner = createMemoryKeyStore();
  const objects: KmsObject[] = [];
  return {
    objects,
    store: {
      read: (body) => inner.read(body),
      transact: (body) =>
        inner.transact((held) =>
          body({
            ...held,
            put(object, material) {
              objects.push(object);
              held.put(object, material);
            },
          }),
        ),
    },
  };
}
