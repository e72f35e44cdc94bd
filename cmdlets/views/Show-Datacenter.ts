import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import type { ViewData, ViewNotice } from '../../src/cmdlet/terminal.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { visibility } from '../../src/inventory/lookup.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { datacenterRows } from './datacenter-rows.ts';
import { NEEDS_TERMINAL, revisionOf, runAction, showView } from './show-view.ts';

export default defineCmdlet({
  name: 'Show-Datacenter',
  module: 'vSeal',
  synopsis: 'Shows the inventory as a live tree.',
  description:
    'Datacenters, clusters, hosts and virtual machines with power, encryption, key provider, lock and vMotion policy. Arrows move and fold, / filters, p powers on or off, e encrypts, d decrypts, m changes the vMotion policy, q leaves.',
  parameters: { Server: serverParameter },
  output: [],
  impact: 'none',
  privileges: ['System.View'],
  examples: [{ title: 'The whole lab', code: 'Show-Datacenter', needs: NEEDS_TERMINAL }],
  links: ['Show-Task', 'Show-Event', 'Watch-Command'],
  process(args, invocation) {
    const [connection] = serversOf(invocation.session, args.Server);
    if (connection === undefined) return;
    showView(
      invocation,
      {
        title: `Datacenter ${connection.serverName}`,
        shape: 'tree',
        columns: [
          { header: 'Name', width: 0, align: 'left' },
          { header: 'Power', width: 9, align: 'left' },
          { header: 'Encryption', width: 10, align: 'left' },
          { header: 'Key provider', width: 12, align: 'left' },
          { header: 'Locked', width: 6, align: 'left' },
          { header: 'vMotion', width: 13, align: 'left' },
        ],
        actions: [
          { id: 'power', key: 'p', label: 'power', confirm: 'Power {name} on or off?' },
          { id: 'encrypt', key: 'e', label: 'encrypt', confirm: 'Encrypt {name}?' },
          { id: 'decrypt', key: 'd', label: 'decrypt', confirm: 'Decrypt {name}?' },
          { id: 'policy', key: 'm', label: 'vMotion' },
        ],
        intervalMs: 500,
        read: dataOf(connection),
        act: (action, rowId) => act(invocation, connection, action, rowId),
      },
      'Get-VM',
    );
  },
});

/** The same data until something has changed. */
function dataOf({ datacenter, caller, serverName, ...rest }: Connection): () => ViewData {
  const connection = { datacenter, caller, serverName, ...rest };
  let seen = -1;
  let data: ViewData = { rows: [], text: '', summary: '' };
  return () => {
    const revision = revisionOf(datacenter);
    const running = datacenter.tasks.running().length;
    if (revision === seen && running === 0) return data;
    seen = running === 0 ? revision : -1;
    const vms = [...datacenter.rows('vms')];
    const encrypted = vms.filter(({ keyId }) => keyId !== null).length;
    const tasks = running === 0 ? '' : `, ${running} running`;
    data = {
      rows: datacenterRows(datacenter, visibility(connection)),
      text: '',
      summary: `${vms.length} VMs, ${encrypted} encrypted${tasks}  ${caller.user}`,
    };
    return data;
  };
}

const NEXT_POLICY = { disabled: 'Opportunistic', opportunistic: 'Required', required: 'Disabled' } as const;

function act(
  invocation: Invocation,
  { datacenter }: Connection,
  action: string,
  rowId: string,
): ViewNotice | undefined {
  const vm = datacenter.get('vms', rowId);
  if (vm === undefined) return undefined;
  const VM = vm.name;
  switch (action) {
    case 'power':
      return vm.powerState === 'PoweredOn'
        ? runAction(invocation, 'Stop-VM', { VM, Confirm: false }, `${VM} is off.`)
        : runAction(invocation, 'Start-VM', { VM, Confirm: false }, `${VM} is on.`);
    case 'encrypt':
      return runAction(
        invocation,
        'Enable-VMEncryption',
        { VM, Confirm: false, RunAsync: true },
        `${VM} is being encrypted.`,
      );
    case 'decrypt':
      return runAction(
        invocation,
        'Disable-VMEncryption',
        { VM, Confirm: false, RunAsync: true },
        `${VM} is being decrypted.`,
      );
    case 'policy': {
      const policy = NEXT_POLICY[vm.migrateEncryption];
      // The view asks nothing itself here, so $ConfirmPreference decides whether the command does.
      return runAction(invocation, 'Set-VMotionEncryption', { VM, Encryption: policy }, `${VM}: ${policy}.`);
    }
    default:
      return undefined;
  }
}
