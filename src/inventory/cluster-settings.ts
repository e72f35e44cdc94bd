import type { ClusterSettings } from '../datacenter/clusters.ts';
import { drsAutomationLevel } from './enums.ts';

/** What New-Cluster and Set-Cluster set alike. */
export const clusterSettingParameters = {
  HAFailoverLevel: {
    type: 'int',
    validateRange: [1, 31],
    help: 'How many hosts may fail.',
  },
  DrsAutomationLevel: {
    type: drsAutomationLevel,
    help: 'FullyAutomated moves VMs by itself; the others leave them where they are.',
  },
  EVCMode: {
    type: 'string',
    help: 'The processor generation that hosts of the cluster show, such as intel-broadwell.',
  },
} as const;

export function clusterSettingsOf(args: {
  readonly HAEnabled: boolean | undefined;
  readonly HAAdmissionControlEnabled: boolean | undefined;
  readonly HAFailoverLevel: number | undefined;
  readonly DrsEnabled: boolean | undefined;
  readonly DrsAutomationLevel: string | undefined;
  readonly EVCMode: string | undefined;
}): ClusterSettings {
  const level = args.DrsAutomationLevel as ClusterSettings['drsAutomationLevel'] | 'AsSpecifiedByCluster';
  return {
    ...(args.HAEnabled !== undefined && { haEnabled: args.HAEnabled }),
    ...(args.HAAdmissionControlEnabled !== undefined && {
      haAdmissionControlEnabled: args.HAAdmissionControlEnabled,
    }),
    ...(args.HAFailoverLevel !== undefined && { haFailoverLevel: args.HAFailoverLevel }),
    ...(args.DrsEnabled !== undefined && { drsEnabled: args.DrsEnabled }),
    ...(level !== undefined && level !== 'AsSpecifiedByCluster' && { drsAutomationLevel: level }),
    ...(args.EVCMode !== undefined && { evcMode: args.EVCMode }),
  };
}
