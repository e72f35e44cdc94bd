import { EVALUATION_KEY } from '../datacenter/hosts/host-license.ts';
import type { HostRow } from '../datacenter/rows.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import './containers.ts';
import { customFields } from './custom-fields.ts';
import { hostCryptoState, vmHostPowerState, vmHostState, vmSwapfilePolicy } from './enums.ts';
import { extensionData } from './extension-data.ts';
import { itemsNamed } from './lookup.ts';
import { gigabytes, megabytes } from './quantities.ts';
import { containerValue, registerContainer, viContainer } from './vi-container.ts';
import { moRefText } from './vi-object.ts';

/** An ESXi host: its processor, its state, and what its encryption module is ready for. */
export const vmHostType: ObjectType<Item<HostRow>> = objectType<Item<HostRow>>()({
  name: 'VMHost',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Inventory.VMHostImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.Inventory.VMHost'],
  base: viContainer,
  properties: {
    State: { type: 'VMHostState', get: ({ row }) => vmHostState.value(row.connectionState) },
    ConnectionState: { type: 'VMHostState', get: ({ row }) => vmHostState.value(row.connectionState) },
    PowerState: {
      type: 'VMHostPowerState',
      get: ({ row }) => vmHostPowerState.find(row.powerState) ?? vmHostPowerState.value('Unknown'),
    },
    Version: { type: 'string', get: ({ row }) => row.version },
    Build: { type: 'string', get: ({ row }) => row.build },
    Manufacturer: { type: 'string', get: ({ row }) => row.manufacturer },
    Model: { type: 'string', get: ({ row }) => row.model },
    ProcessorType: { type: 'string', get: ({ row }) => row.processorType },
    NumCpu: { type: 'int', get: ({ row }) => row.numCpu },
    CpuTotalMhz: { type: 'int', get: ({ row }) => row.numCpu * row.cpuMhz },
    CpuUsageMhz: {
      type: 'int',
      get: (item) => runningVms(item).reduce((sum, vm) => sum + vm.numCpu * 100, 0),
    },
    MemoryTotalMB: { type: 'decimal', get: ({ row }) => megabytes(row.memoryBytes) },
    MemoryTotalGB: { type: 'decimal', get: ({ row }) => gigabytes(row.memoryBytes) },
    MemoryUsageMB: { type: 'decimal', get: (item) => megabytes(memoryInUseBytes(item)) },
    MemoryUsageGB: { type: 'decimal', get: (item) => gigabytes(memoryInUseBytes(item)) },
    LicenseKey: { type: 'string', get: ({ row }) => row.licenseKey ?? EVALUATION_KEY, json: 'omit' },
    HyperthreadingActive: { type: 'bool', get: () => false, json: 'omit' },
    MaxEVCMode: {
      type: 'string',
      get: ({ connection, row }) => connection.datacenter.get('clusters', row.parentId)?.evcMode ?? null,
      json: 'omit',
    },
    TimeZone: { type: 'string', get: () => 'UTC', help: 'ESXi keeps its time in UTC.', json: 'omit' },
    VMSwapfilePolicy: {
      type: 'VMSwapfilePolicy',
      get: ({ row }) => vmSwapfilePolicy.value(isStandalone(row) ? 'WithVM' : 'Inherit'),
      help: 'Swap files lie beside the VMX.',
      json: 'omit',
    },
    VMSwapfileDatastore: { type: 'Datastore', get: () => null, json: 'omit' },
    VMSwapfileDatastoreId: { type: 'string', get: () => null, json: 'omit' },
    DatastoreIdList: {
      type: 'string[]',
      get: ({ row }) => row.datastoreIds.map(moRefText),
      json: 'omit',
    },
    IsStandalone: { type: 'bool', get: ({ row }) => isStandalone(row) },
    Parent: { type: 'VIObject', get: ({ connection, row }) => containerValue(connection, row.parentId) },
    ParentId: { type: 'string', get: ({ row }) => moRefText(row.parentId), json: 'omit' },
    AESNIStatus: { type: 'bool', get: ({ row }) => row.aesNi, help: 'True when the processor has AES-NI.' },
    CryptoState: { type: 'HostCryptoState', get: ({ row }) => hostCryptoState.value(row.cryptoState) },
    CryptoSafeSupported: { type: 'bool', get: ({ row }) => row.cryptoState !== 'incapable' },
    CryptoSafe: { type: 'bool', get: ({ row }) => row.cryptoState === 'safe' },
    CustomFields: customFields<Item<HostRow>>(),
    ExtensionData: extensionData<Item<HostRow>>('HostSystem'),
    KMSserver: { type: 'string', get: ({ row }) => row.hostKey?.providerId ?? null },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 20 },
      { property: 'ConnectionState', width: 15, align: 'left' },
      { property: 'PowerState', width: 10, align: 'left' },
      { property: 'NumCpu', width: 6, align: 'right' },
      { property: 'CpuUsageMhz', width: 11, align: 'right' },
      { property: 'CpuTotalMhz', width: 11, align: 'right' },
      { property: 'MemoryUsageGB', width: 15, align: 'right', format: 'N3' },
      { property: 'MemoryTotalGB', width: 15, align: 'right', format: 'N3' },
      { property: 'Version', width: 7 },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'hosts', pattern)].map((item) => objectOf(vmHostType, item)),
});

registerContainer('hosts', vmHostType);

function isStandalone({ parentId }: HostRow): boolean {
  return !parentId.startsWith('domain-');
}

function runningVms({ connection, row }: Item<HostRow>) {
  return connection.datacenter.find('vms', 'host', row.id).filter((vm) => vm.powerState === 'PoweredOn');
}

function memoryInUseBytes(item: Item<HostRow>): number {
  return runningVms(item).reduce((sum, vm) => sum + vm.memoryBytes, 0);
}
