import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { checkMaintenanceMode, enterMaintenanceMode } from '../../src/datacenter/hosts/evacuation.ts';
import { changeHostState, setHostState } from '../../src/datacenter/hosts/host-connection.ts';
import { setHostLicense } from '../../src/datacenter/hosts/host-license.ts';
import { rekeyHost } from '../../src/datacenter/keys/host-key.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { vmHostState, vmSwapfilePolicy } from '../../src/inventory/enums.ts';
import { hostTask, hostValueAgain, vmHostsParameter } from '../../src/inventory/host-task.ts';
import { keyProviderParameter, providerNameOf } from '../../src/inventory/key-provider.ts';
import { refuseSwapPlacement, refuseTimeZone, refuseVsan } from '../../src/inventory/not-modelled.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import { reportAbsent } from '../../src/inventory/vm-options.ts';

const TASKS = {
  Connected: 'ReconnectHost_Task',
  Disconnected: 'DisconnectHost_Task',
  Maintenance: 'EnterMaintenanceMode_Task',
  NotResponding: 'ReconnectHost_Task',
} as const;

export default defineCmdlet({
  name: 'Set-VMHost',
  synopsis: 'Changes hosts: their state, their license, their encryption mode.',
  description:
    'A host enters maintenance mode when nothing runs on it any more: a fully automated DRS cluster moves its running VMs away first, within vCenter’s limits on migrations at once, and -Evacuate moves all of them. When it connects, vCenter gives it its host key and the keys of its encrypted VMs again. -KmsCluster makes a host crypto-safe with a host key of that key provider; a host that is safe already gets a new host key. Core dumps of a safe host are encrypted under its host key.',
  parameters: {
    VMHost: vmHostsParameter,
    State: {
      type: vmHostState,
      sets: ['Default'],
      help: 'Connected, Disconnected or Maintenance.',
    },
    Evacuate: {
      type: 'switch',
      sets: ['Default'],
      help: 'Before maintenance mode: moves all VMs away, also those that are off.',
    },
    LicenseKey: {
      type: 'string',
      sets: ['Default'],
      help: 'The host’s license; 00000-00000-00000-00000-00000 is evaluation mode.',
    },
    VMSwapfilePolicy: {
      type: vmSwapfilePolicy,
      sets: ['Default'],
      help: 'WithVM or Inherit: swap files lie beside the VMX here.',
    },
    VMSwapfileDatastore: {
      type: datastoreType,
      sets: ['Default'],
      help: 'Refused: swap files lie beside the VMX here.',
    },
    TimeZone: { type: 'string', sets: ['Default'], help: 'UTC, which every ESXi host keeps.' },
    Profile: { type: 'object', sets: ['Default'], help: 'A host profile, by name; there are none here.' },
    VsanDataMigrationMode: { type: 'string', sets: ['Default'], help: 'Refused: there is no vSAN here.' },
    KmsCluster: {
      ...keyProviderParameter,
      aliases: ['KeyProvider'],
      mandatory: ['SecurityParameterSet'],
      sets: ['SecurityParameterSet'],
    },
    RunAsync: { ...runAsyncParameter, sets: ['Default'] },
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [vmHostType],
  impact: 'medium',
  privileges: [
    'Host.Config.Connection',
    'Host.Config.Maintenance',
    'Global.Licenses',
    'Cryptographer.RegisterHost',
  ],
  examples: [
    { title: 'Put a host into maintenance mode', code: 'Set-VMHost esx-02* -State Maintenance' },
    {
      title: 'Put a license on every host',
      code: 'Get-VMHost | Set-VMHost -LicenseKey 4F2A0-11111-22222-33333-44444',
    },
    { title: 'Turn a host’s encryption mode on', code: 'Set-VMHost esx-02* -KmsCluster lab-kms' },
  ],
  process(args, invocation) {
    if (reportAbsent(invocation, { Profile: args.Profile })) return;
    const refused = refuseSwapPlacement(args) ?? refuseVsan(args) ?? refuseTimeZone(args.TimeZone);
    for (const host of args.VMHost) {
      if (refused !== undefined) {
        reportFault(invocation, refused, host);
        continue;
      }
      const { connection, row } = host.data;
      const { datacenter, caller } = connection;
      if (args.KmsCluster !== undefined) {
        const providerName = providerNameOf(args.KmsCluster);
        if (!invocation.shouldProcess(row.name, 'Set host key', `a new host key of ${providerName}`))
          continue;
        runTask(invocation, {
          ...hostTask(host, {
            descriptionId: 'HostSystem.configureCryptoKey',
            name: 'ConfigureCryptoKey_Task',
          }),
          activity: `Giving ${row.name} a host key`,
          operation: rekeyHost(datacenter, caller, { hostId: row.id, providerName }),
          toValue: hostValueAgain(connection),
          runAsync: false,
        });
        continue;
      }
      if (args.LicenseKey !== undefined) {
        const license = setHostLicense(datacenter, caller, { hostId: row.id, licenseKey: args.LicenseKey });
        if (reportRefusal(invocation, license.check(), host)) continue;
        if (!invocation.shouldProcess(row.name, `Set license key to ${args.LicenseKey}`)) continue;
        const licensed = license.make();
        if (!licensed.ok) {
          reportFault(invocation, licensed.fault, host);
          continue;
        }
        if (args.State === undefined) invocation.write(hostValueAgain(connection)(licensed.value));
      }
      if (args.State !== undefined) {
        const evacuation = { hostId: row.id, withPoweredOff: args.Evacuate };
        const checked =
          args.State === 'Maintenance'
            ? checkMaintenanceMode(datacenter, caller, evacuation)
            : changeHostState(datacenter, caller, { hostId: row.id, state: args.State }).check();
        if (reportRefusal(invocation, checked, host)) continue;
        if (!invocation.shouldProcess(row.name, `Set host state to ${args.State}`)) continue;
        runTask(invocation, {
          ...hostTask(host, { descriptionId: 'HostSystem.setState', name: TASKS[args.State] }),
          activity: `Setting ${row.name} to ${args.State}`,
          operation:
            args.State === 'Maintenance'
              ? enterMaintenanceMode(datacenter, caller, evacuation)
              : setHostState(datacenter, caller, { hostId: row.id, state: args.State }),
          toValue: hostValueAgain(connection),
          runAsync: args.RunAsync,
        });
      } else if (args.LicenseKey === undefined) {
        invocation.write(hostValueAgain(connection)(datacenter.get('hosts', row.id) ?? row));
      }
    }
  },
});
