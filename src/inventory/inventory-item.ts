import { objectType } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { type Identified, viObject } from './vi-object.ts';

/** What the inventory's tree shows: VMs, templates and containers. Scripts take it for `any of these`. */
export const inventoryItem = objectType<Item<Identified>>()({
  name: 'InventoryItem',
  listedBy: 'Get-Inventory',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Inventory.InventoryItemImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.Inventory.InventoryItem'],
  base: viObject,
  properties: {},
});
