import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { measureEncryptionCost } from '../../src/datacenter/encryption/encryption-cost.ts';
import { encryptionCostType, encryptionCostValue } from '../../src/inventory/encryption-cost.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { encryptionCostPage } from '../../src/report/encryption-cost-page.ts';
import { fileError } from '../files/location.ts';

const MiB = 1024 ** 2;

export default defineCmdlet({
  name: 'Measure-VMEncryption',
  synopsis:
    'Measures what encryption costs a VM’s disks on this hardware: the same I/O, plain and encrypted.',
  description:
    'Two scratch disks, one plain and one encrypted under a key of their own, are made on the datastore of the VM’s first disk and removed again; the VM’s own disks are not touched, and it may be on. Requests go one at a time through the page cache. Processor time is that of the whole shell.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'both',
      help: 'The VMs whose datastores are measured.',
    },
    SizeMB: {
      type: 'int',
      preset: 256,
      validateRange: [8, 65_536],
      help: 'The size of each scratch disk.',
    },
    Seconds: {
      type: 'double',
      preset: 1,
      validateRange: [0.1, 60],
      help: 'How long each load runs on each disk; there are four.',
    },
    ReportPath: {
      type: 'string',
      validate: (value) =>
        typeof value === 'string' && /\.html?$/i.test(value) ? undefined : 'The path ends in .html.',
      help: 'Writes a page with plots too; ends in .html.',
    },
    Server: serverParameter,
  },
  output: [encryptionCostType],
  impact: 'none',
  privileges: ['Datastore.AllocateSpace'],
  examples: [
    { title: 'What encryption costs here', code: 'Measure-VMEncryption db-01 -SizeMB 16 -Seconds 0.1' },
    {
      title: 'As data',
      code: 'Measure-VMEncryption db-01 -SizeMB 16 -Seconds 0.1 | ConvertTo-Json',
    },
    {
      title: 'As a page',
      code: "Measure-VMEncryption db-01 -SizeMB 16 -Seconds 0.1 -ReportPath (Join-Path ([System.IO.Path]::GetTempPath()) 'encryption.html')",
    },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VSeal.measureEncryption',
          name: 'MeasureEncryption_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Measuring encryption for ${row.name}`,
        operation: measureEncryptionCost(connection.datacenter, connection.caller, {
          vmId: row.id,
          sizeBytes: args.SizeMB * MiB,
          milliseconds: args.Seconds * 1000,
        }),
        toValue: (costs) => {
          if (args.ReportPath !== undefined) {
            const path = invocation.session.resolvePath(args.ReportPath);
            const madeAt = `Made ${new Date(invocation.host.nowMs()).toISOString()}.`;
            const page = encryptionCostPage(`Encryption for ${row.name}`, costs, madeAt);
            const written = invocation.host.files.write(path, Buffer.from(page), 'replace');
            if (!written.ok) invocation.writeError(fileError(written.fault));
          }
          return costs.map(encryptionCostValue);
        },
        runAsync: false,
        target: vm,
      });
    }
  },
});
