import { formatBytes } from '../../base/units.ts';
import { type FaultWords, quote, text } from './fault-text.ts';

/** What is reserved and cannot be given: MHz of CPU, bytes of memory. */
interface Shortage {
  readonly resource: 'cpu' | 'memory';
  readonly entity: string;
  readonly needed: number;
  readonly free: number;
}

export type CapacityFault =
  | (Shortage & { readonly kind: 'InsufficientHostCapacity'; readonly host: string })
  | (Shortage & { readonly kind: 'InsufficientPoolResources'; readonly pool: string })
  | (Shortage & {
      readonly kind: 'InsufficientFailoverResources';
      readonly cluster: string;
      readonly failures: number;
    });

export const CAPACITY_FAULTS: FaultWords<CapacityFault> = {
  InsufficientHostCapacity: (fault) =>
    text(
      `InsufficientHost${nameOf(fault)}CapacityFault`,
      'ResourceUnavailable',
      `The host does not have sufficient ${wordOf(fault)} resources to satisfy the reservation.`,
      `${amounts(fault)} on ${fault.host}.`,
      lessFor(fault),
    ),
  InsufficientPoolResources: (fault) =>
    text(
      `Insufficient${nameOf(fault)}ResourcesFault`,
      'ResourceUnavailable',
      `The available ${nameOf(fault) === 'Cpu' ? 'CPU' : 'Memory'} resources in the parent resource pool are insufficient for the operation.`,
      `${amounts(fault)} in ${fault.pool}.`,
      `Get-ResourcePool ${quote(fault.pool)} | Format-List`,
    ),
  InsufficientFailoverResources: (fault) =>
    text(
      'InsufficientFailoverResourcesFault',
      'ResourceUnavailable',
      'Insufficient resources to satisfy configured failover level for vSphere HA.',
      `${amounts(fault)} in ${fault.cluster} while HA keeps room for ${fault.failures === 1 ? 'a host that fails' : `${fault.failures} hosts that fail`}.`,
      `${lessFor(fault)}, or let HA keep no room: Set-Cluster ${quote(fault.cluster)} -HAAdmissionControlEnabled:$false`,
    ),
};

function nameOf({ resource }: Shortage): string {
  return resource === 'cpu' ? 'Cpu' : 'Memory';
}

function wordOf({ resource }: Shortage): string {
  return resource === 'cpu' ? 'CPU' : 'memory';
}

function amounts({ resource, entity, needed, free }: Shortage): string {
  const amount = (value: number): string => (resource === 'cpu' ? `${value} MHz` : formatBytes(value));
  return `${entity} asks for ${amount(needed)}; ${amount(free)} are not reserved`;
}

function lessFor({ resource, entity }: Shortage): string {
  const parameter = resource === 'cpu' ? 'CpuReservationMhz' : 'MemReservationMB';
  return `Reserve less: Get-VM ${quote(entity)} | Get-VMResourceConfiguration | Set-VMResourceConfiguration -${parameter} 0`;
}
