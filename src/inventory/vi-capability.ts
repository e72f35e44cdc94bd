import {
  CAPABILITIES,
  type CapabilityName,
  isIn,
  switchOf,
  vcenterRelease,
} from '../datacenter/capabilities.ts';
import { objectType } from '../values/object-type.ts';
import type { Connection } from './connection.ts';

export interface CapabilityItem {
  readonly connection: Connection;
  readonly name: CapabilityName;
}

/** What differs between vSphere releases: one rule, since when, and whether it is in force here. */
export const capabilityType = objectType<CapabilityItem>()({
  name: 'Capability',
  fullName: 'VSeal.Capability',
  properties: {
    Name: { type: 'string', get: ({ name }) => name },
    Enabled: {
      type: 'bool',
      get: ({ connection: { datacenter }, name }) =>
        switchOf(datacenter, name) ?? isIn(name, vcenterRelease(datacenter)),
      help: 'True when it is allowed at the release of the vCenter, or was switched on.',
    },
    Since: {
      type: 'string',
      get: ({ name }) => CAPABILITIES[name].since,
      help: 'The vSphere release that brought it; empty where none has it.',
    },
    DecidedBy: {
      type: 'string',
      get: ({ name }) => CAPABILITIES[name].by,
      help: 'host: the release of the VM’s host counts; vcenter: that of the vCenter.',
    },
    Switched: {
      type: 'bool',
      get: ({ connection, name }) => switchOf(connection.datacenter, name) !== undefined,
      help: 'True when it was set against the release’s own rule.',
    },
    Description: { type: 'string', get: ({ name }) => CAPABILITIES[name].description },
  },
  view: {
    table: [
      { property: 'Name', width: 30 },
      { property: 'Enabled', width: 7, align: 'left' },
      { property: 'Since', width: 5 },
      { property: 'Description' },
    ],
  },
  toString: ({ name }) => name,
});
