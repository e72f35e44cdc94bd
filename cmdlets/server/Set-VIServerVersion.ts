import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { RELEASES, releaseOf } from '../../src/datacenter/releases.ts';
import { setHostRelease, setRelease } from '../../src/datacenter/server-version.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { viServerType, viServerValue } from '../../src/inventory/vi-server.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Set-VIServerVersion',
  synopsis: 'Makes the datacenter behave as another vSphere release: 6.5, 6.7, 7.0 or 8.0.',
  description:
    'Sets the version of the vCenter and of all its hosts, or of some hosts only. What the release allows follows: see Get-VICapability. 7.0 stands for its last update, 7.0 U3. No host can be newer than its vCenter.',
  parameters: {
    Version: {
      type: 'string',
      position: 0,
      mandatory: true,
      // A number as the shell hands it over, 8 for 8.0, is meant too.
      validatePattern: /^(6\.5|6\.7|7(\.0)?|8(\.0)?)$/,
      completer: () => RELEASES,
      help: 'The vSphere release: 6.5, 6.7, 7.0 or 8.0.',
    },
    VMHost: {
      type: vmHostType,
      array: true,
      pipeline: 'value',
      sets: ['Hosts'],
      mandatory: ['Hosts'],
      help: 'These hosts only; the vCenter stays as it is.',
    },
    SkipHosts: { type: 'switch', sets: ['Server'], help: 'The vCenter only; the hosts stay as they are.' },
    Server: { ...serverParameter, sets: ['Server'] },
  },
  defaultParameterSet: 'Server',
  output: [viServerType, vmHostType],
  impact: 'medium',
  privileges: ['Global.Settings', 'Host.Config.Patch'],
  examples: [
    { title: 'Rehearse on vSphere 7.0', code: 'Set-VIServerVersion 7.0' },
    {
      title: 'A new vCenter with one host upgraded so far',
      code: 'Set-VIServerVersion 6.7 -SkipHosts; Set-VIServerVersion 6.7 -VMHost esx-01.lab.local',
    },
  ],
  process(args, invocation) {
    const release = releaseOf(args.Version);
    for (const host of args.VMHost ?? []) {
      const { connection, row } = host.data;
      if (!invocation.shouldProcess(row.name, `Set version to ${release}`)) continue;
      const set = setHostRelease(connection.datacenter, connection.caller, { hostId: row.id, release });
      if (set.ok) invocation.write(objectOf(vmHostType, { connection, row: set.value }));
      else reportFault(invocation, set.fault, host);
    }
    if (args.VMHost !== undefined) return;
    for (const connection of serversOf(invocation.session, args.Server)) {
      if (!invocation.shouldProcess(connection.serverName, `Set version to ${release}`)) continue;
      const set = setRelease(connection.datacenter, connection.caller, {
        release,
        keepHosts: args.SkipHosts,
      });
      if (set.ok) invocation.write(viServerValue(connection));
      else reportFault(invocation, set.fault, connection.serverName);
    }
  },
});
