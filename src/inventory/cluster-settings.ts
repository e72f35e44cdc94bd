import type { Fault } from '../datacenter/faults.ts';
import type { ClusterSettings } from '../datacenter/hosts/clusters.ts';
import { drsAutomationLevel, haIsolationResponse, haRestartPriority, vmSwapfilePolicy } from './enums.ts';
import { refuseSwapPlacement, refuseVsan } from './not-modelled.ts';

/** What New-Cluster and Set-Cluster set alike. */
export const clusterSettingParameters = {
  HAFailoverLevel: {
    type: 'int',
    validateRange: [1, 31],
    help: 'How many hosts may fail.',
  },
  HARestartPriority: {
    type: haRestartPriority,
    help: 'When VMs without a priority of their own are restarted: High first; Disabled never.',
  },
  HAIsolationResponse: {
    type: haIsolationResponse,
    help: 'What becomes of VMs on a host that hears of no other, where they do not say it themselves.',
  },
  VMSwapfilePolicy: { type: vmSwapfilePolicy, help: 'WithVM: swap files lie beside the VMX here.' },
  DrsAutomationLevel: {
    type: drsAutomationLevel,
    aliases: ['DrsMode'],
    help: 'FullyAutomated moves VMs by itself; the others leave them where they are.',
  },
  EVCMode: {
    type: 'string',
    help: 'The processor generation that hosts of the cluster show, such as intel-broadwell.',
  },
  VsanDiskClaimMode: { type: 'string', help: 'Refused: there is no vSAN here.' },
} as const;

interface SettingArguments {
  readonly HAEnabled: boolean | undefined;
  readonly HAAdmissionControlEnabled: boolean | undefined;
  readonly HAFailoverLevel: number | undefined;
  readonly DrsEnabled: boolean | undefined;
  readonly DrsAutomationLevel: string | undefined;
  readonly HARestartPriority: string | undefined;
  readonly HAIsolationResponse: string | undefined;
  readonly VMSwapfilePolicy: string | undefined;
  readonly VsanDiskClaimMode: string | undefined;
  readonly VsanEnabled: boolean | undefined;
  readonly EVCMode: string | undefined;
}

/** Values that VMs have: they leave it to their cluster. */
const LEFT_TO_CLUSTER = [
  ['HARestartPriority', 'ClusterRestartPriority', haRestartPriority],
  ['HAIsolationResponse', 'AsSpecifiedByCluster', haIsolationResponse],
  ['DrsAutomationLevel', 'AsSpecifiedByCluster', drsAutomationLevel],
  ['VMSwapfilePolicy', 'Inherit', vmSwapfilePolicy],
] as const;

/** What of the arguments no cluster can be set to. */
export function refuseSettings(args: SettingArguments): Fault | undefined {
  const left = LEFT_TO_CLUSTER.find(([parameter, value]) => args[parameter] === value);
  if (left === undefined) return refuseVsan({ ...args }) ?? refuseSwapPlacement(args);
  const [parameter, value, type] = left;
  const others = type.names.filter((name) => name !== value && name !== 'InHostDatastore');
  return {
    kind: 'InvalidArgument',
    parameter,
    rule: `${value} is for VMs, which leave it to their cluster; the cluster itself says what it is.`,
    remedy: `Set-Cluster NAME -${parameter} ${others.join('|')}`,
  };
}

export function clusterSettingsOf(args: SettingArguments): ClusterSettings {
  return {
    ...(args.HAEnabled !== undefined && { haEnabled: args.HAEnabled }),
    ...(args.HAAdmissionControlEnabled !== undefined && {
      haAdmissionControlEnabled: args.HAAdmissionControlEnabled,
    }),
    ...(args.HAFailoverLevel !== undefined && { haFailoverLevel: args.HAFailoverLevel }),
    ...(args.DrsEnabled !== undefined && { drsEnabled: args.DrsEnabled }),
    ...(args.DrsAutomationLevel !== undefined && {
      drsAutomationLevel: args.DrsAutomationLevel as NonNullable<ClusterSettings['drsAutomationLevel']>,
    }),
    ...(args.HARestartPriority !== undefined && {
      haRestartPriority: args.HARestartPriority as NonNullable<ClusterSettings['haRestartPriority']>,
    }),
    ...(args.HAIsolationResponse !== undefined && {
      haIsolationResponse: args.HAIsolationResponse as NonNullable<ClusterSettings['haIsolationResponse']>,
    }),
    ...(args.EVCMode !== undefined && { evcMode: args.EVCMode }),
  };
}
