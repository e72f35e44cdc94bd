/** The managed type of an id such as `vm-42`, by its prefix. */
const MANAGED_TYPES = {
  vm: 'VirtualMachine',
  host: 'HostSystem',
  domain: 'ClusterComputeResource',
  group: 'Folder',
  datacenter: 'Datacenter',
  datastore: 'Datastore',
  resgroup: 'ResourcePool',
  network: 'Network',
  snapshot: 'VirtualMachineSnapshot',
  task: 'Task',
} as const;

export type ManagedType = (typeof MANAGED_TYPES)[keyof typeof MANAGED_TYPES];

export function managedTypeOf(id: string): ManagedType | undefined {
  const types: Readonly<Record<string, ManagedType | undefined>> = MANAGED_TYPES;
  return types[id.slice(0, id.indexOf('-'))];
}

/** PowerCLI's form of a managed-object reference: `VirtualMachine-vm-42`. Other ids stay as they are. */
export function moRefText(id: string): string {
  const managedType = managedTypeOf(id);
  return managedType === undefined ? id : `${managedType}-${id}`;
}

/** The id in `VirtualMachine-vm-42`, or the text itself. */
export function idOfMoRef(text: string): string {
  const id = text.slice(text.indexOf('-') + 1);
  return moRefText(id) === text ? id : text;
}
