import { objectType } from '../values/object-type.ts';

/** One line of the posture report. */
export interface PostureFinding {
  readonly severity: string;
  readonly area: string;
  readonly entity: string;
  readonly text: string;
  readonly remedy: string;
}

export const postureFindingType = objectType<PostureFinding>()({
  name: 'EncryptionPostureFinding',
  fullName: 'VSeal.EncryptionPostureFinding',
  properties: {
    Severity: { type: 'string', get: ({ severity }) => severity, help: 'high, medium or low.' },
    Area: { type: 'string', get: ({ area }) => area, help: 'VM, VMHost or KeyProvider.' },
    Entity: { type: 'string', get: ({ entity }) => entity },
    Finding: { type: 'string', get: ({ text }) => text },
    Remedy: { type: 'string', get: ({ remedy }) => remedy, help: 'A command that helps.' },
  },
  view: {
    table: [
      { property: 'Severity', width: 8 },
      { property: 'Area', width: 11 },
      { property: 'Entity', width: 20 },
      { property: 'Finding' },
    ],
  },
  toString: ({ entity, text }) => `${entity}: ${text}`,
});
