/** The kinds of objects that can have a tag, as PowerCLI names them. */
export const TAGGABLE_TYPES = [
  'All',
  'Cluster',
  'Datacenter',
  'Datastore',
  'Folder',
  'Network',
  'ResourcePool',
  'VirtualMachine',
  'VMHost',
] as const;

const BY_PREFIX: Readonly<Record<string, (typeof TAGGABLE_TYPES)[number]>> = {
  domain: 'Cluster',
  datacenter: 'Datacenter',
  datastore: 'Datastore',
  group: 'Folder',
  network: 'Network',
  resgroup: 'ResourcePool',
  vm: 'VirtualMachine',
  host: 'VMHost',
};

/** The kind of the object with this managed-object id. */
export function taggableTypeOf(id: string): string {
  return BY_PREFIX[id.slice(0, id.indexOf('-'))] ?? 'All';
}
