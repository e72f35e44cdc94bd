import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { queryKeyStatus } from '../../src/datacenter/keys/key-status.ts';
import { keysOfVmRow } from '../../src/datacenter/keys/key-users.ts';
import type { CryptoKeyId } from '../../src/datacenter/rows.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { keyStatusOf, keyStatusType } from '../../src/inventory/key-status.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Get-CryptoKeyStatus',
  module: 'vSeal',
  synopsis: 'Tells whether keys can be had, and why not: by id, or the keys of virtual machines.',
  description:
    'Asks the key provider for the state of each key, as vSphere does with QueryCryptoKeyStatus, and tells which hosts hold it and what needs it. The reasons are KeyStateMissingInCache, KeyStateClusterInvalid, KeyStateClusterUnreachable, KeyStateMissingInKMS and KeyStateNotActiveOrEnabled.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      pipeline: 'value',
      sets: ['VM'],
      mandatory: ['VM'],
      help: 'The VMs whose keys are meant: VM Home’s, and the disks’ where they have others.',
    },
    KeyId: { type: 'string', array: true, sets: ['Key'], mandatory: ['Key'], help: 'Ids of keys.' },
    KMSClusterId: {
      type: 'string',
      sets: ['Key'],
      mandatory: ['Key'],
      aliases: ['KeyProvider', 'KmsCluster'],
      help: 'The name of their key provider, known here or not.',
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'VM',
  output: [keyStatusType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    {
      title: 'Could every encrypted VM be started?',
      before: 'Enable-VMEncryption app-01 | Out-Null',
      code: 'Get-VM | Where-Object Encrypted | Get-CryptoKeyStatus',
    },
  ],
  links: ['Get-EntityByCryptoKey', 'Get-KMServerStatus', 'Unlock-VM'],
  process(args, invocation) {
    const query = (connection: Connection, keys: readonly CryptoKeyId[]): void =>
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'CryptoManagerKmip.queryCryptoKeyStatus',
          name: 'QueryCryptoKeyStatus',
          entity: null,
        },
        activity: 'Asking for keys',
        operation: queryKeyStatus(connection.datacenter, connection.caller, keys),
        toValue: (found) => found.map((status) => keyStatusOf(connection, status)),
        runAsync: false,
        target: null,
      });
    for (const { data } of args.VM ?? []) {
      const row = data.connection.datacenter.get('vms', data.row.id) ?? data.row;
      query(data.connection, keysOfVmRow(row));
    }
    const [connection] = serversOf(invocation.session, args.Server);
    const { KeyId: ids, KMSClusterId: providerId } = args;
    if (connection === undefined || ids === undefined || providerId === undefined) return;
    query(
      connection,
      ids.map((keyId) => ({ keyId, providerId })),
    );
  },
});
