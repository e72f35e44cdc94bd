import { MiB } from '../base/units.ts';
import { hostSettings } from '../datacenter/hosts/host-settings.ts';
import type { HostRow, VmRow } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import { customValues } from './custom-field-views.ts';
import { entityProperties, visibleRefs, visibleRow, visibleRows } from './entity-fields.ts';
import { hostCapability } from './host-capability.ts';
import { enumValue, keyIdOf, listOf, longOf, make, moRef, refOf, refsOf } from './make.ts';
import { defineView } from './view.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** ESXi hosts as managed objects. */

const STATUS = {
  Connected: 'green',
  Maintenance: 'green',
  Disconnected: 'gray',
  NotResponding: 'red',
} as const;

const CONNECTION = {
  Connected: 'connected',
  Maintenance: 'connected',
  Disconnected: 'disconnected',
  NotResponding: 'notResponding',
} as const;

const POWER = { PoweredOn: 'poweredOn', PoweredOff: 'poweredOff', Standby: 'standBy' } as const;

function runtimeInfo(host: HostRow): VimObject {
  return make('HostRuntimeInfo', {
    connectionState: enumValue('HostSystemConnectionState', CONNECTION[host.connectionState]),
    powerState: enumValue('HostSystemPowerState', POWER[host.powerState]),
    standbyMode: 'none',
    inMaintenanceMode: host.connectionState === 'Maintenance',
    inQuarantineMode: false,
    cryptoState: host.cryptoState,
    cryptoKeyId: keyIdOf(host.hostKey),
  });
}

function configInfo(host: HostRow): VimObject {
  return make('HostConfigInfo', {
    host: refOf(host.id),
    product: () => productOf(host),
    option: () => options(host),
    featureCapability: () =>
      listOf('HostFeatureCapability', [
        make('HostFeatureCapability', {
          key: 'cpuid.AES',
          featureName: 'cpuid.AES',
          value: host.aesNi ? '1' : '0',
        }),
      ]),
    systemFile: [],
    adminDisabled: false,
    lockdownMode: enumValue('HostLockdownMode', 'lockdownDisabled'),
  });
}

function options(host: HostRow): Value {
  return listOf(
    'OptionValue',
    hostSettings(host).map(({ definition, value }) =>
      make('OptionValue', { key: definition.name, value: longOf(value) }),
    ),
  );
}

function productOf({ version, build }: HostRow): VimObject {
  return make('AboutInfo', {
    name: 'VMware ESXi',
    fullName: `VMware ESXi ${version} build-${build}`,
    vendor: 'VMware, Inc.',
    version,
    build,
    osType: 'vmnix-x86',
    productLineId: 'embeddedEsx',
    apiType: 'HostAgent',
    apiVersion: version.split('.').slice(0, 2).join('.'),
  });
}

function hardwareInfo(host: HostRow): VimObject {
  return make('HostHardwareInfo', {
    systemInfo: make('HostSystemInfo', { vendor: host.manufacturer, model: host.model }),
    cpuInfo: make('HostCpuInfo', {
      numCpuPackages: 1,
      numCpuCores: host.numCpu,
      numCpuThreads: host.numCpu,
      hz: longOf(host.cpuMhz * 1e6),
    }),
    memorySize: longOf(host.memoryBytes),
    smcPresent: false,
  });
}

function summaryOf(host: HostRow, session: VimSession): VimObject {
  return make('HostListSummary', {
    host: refOf(host.id),
    hardware: () =>
      make('HostHardwareSummary', {
        vendor: host.manufacturer,
        model: host.model,
        memorySize: longOf(host.memoryBytes),
        cpuModel: host.processorType,
        cpuMhz: host.cpuMhz,
        numCpuPkgs: 1,
        numCpuCores: host.numCpu,
        numCpuThreads: host.numCpu,
      }),
    runtime: () => runtimeInfo(host),
    config: () =>
      make('HostConfigSummary', {
        name: host.name,
        port: 443,
        product: productOf(host),
        vmotionEnabled: true,
        faultToleranceEnabled: false,
      }),
    quickStats: () =>
      make('HostListSummaryQuickStats', {
        overallMemoryUsage: Math.round(
          vmsOn(host, session)
            .filter(({ powerState }) => powerState === 'PoweredOn')
            .reduce((sum, vm) => sum + vm.memoryBytes, 0) / MiB,
        ),
      }),
    overallStatus: enumValue('ManagedEntityStatus', STATUS[host.connectionState]),
    rebootRequired: false,
    customValue: () => customValues(session, host.id),
  });
}

function vmsOn(host: HostRow, { datacenter }: VimSession): VmRow[] {
  return datacenter.find('vms', 'host', host.id);
}

defineView<HostRow>({
  typeName: 'HostSystem',
  find: (session, id) => visibleRow(session, session.datacenter.get('hosts', id)),
  all: (session) => visibleRows(session, session.datacenter.rows('hosts')),
  properties: {
    ...entityProperties<HostRow>((host) => ({
      id: host.id,
      name: host.name,
      parentId: host.parentId,
      status: STATUS[host.connectionState],
    })),
    runtime: runtimeInfo,
    config: configInfo,
    hardware: hardwareInfo,
    summary: summaryOf,
    capability: hostCapability,
    configManager: (host) =>
      make('HostConfigManager', { cryptoManager: moRef('CryptoManagerHostKMS', `cryptoManager-${host.id}`) }),
    vm: (host, session) => visibleRefs(session, vmsOn(host, session)),
    datastore: (host) => refsOf(host.datastoreIds),
    network: (_, session) => visibleRefs(session, session.datacenter.rows('networks')),
  },
});
