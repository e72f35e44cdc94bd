import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { decryptVm, planDecryption } from '../../src/datacenter/vm-encryption.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { describeRewrite } from '../../src/inventory/rewrite-plan.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Disable-VMEncryption',
  synopsis: 'Decrypts virtual machines: their home files and all their encrypted disks.',
  description:
    'Each encrypted disk is written anew in clear. The VM must be off and have no snapshots. Its vMotion setting stays required until it is changed.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'both',
      help: 'The VMs.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [virtualMachineType],
  impact: 'medium',
  privileges: ['Cryptographer.Decrypt'],
  examples: [
    { title: 'Decrypt a VM', before: 'Enable-VMEncryption app-01', code: 'Disable-VMEncryption app-01' },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const { datacenter, caller } = connection;
      const plan = planDecryption(datacenter, caller, { vmId: row.id });
      if (!plan.ok) {
        reportFault(invocation, plan.fault, vm);
        continue;
      }
      if (!invocation.shouldProcess(row.name, 'Decrypt VM', describeRewrite(plan.value))) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.reconfigure',
          name: 'ReconfigVM_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Decrypting ${row.name}`,
        operation: decryptVm(datacenter, caller, { vmId: row.id }),
        toValue: (after) => vmValue(connection, after),
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
