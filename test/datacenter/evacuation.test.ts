import { describe, expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { enterMaintenanceMode, evacuateHost } from '../../src/datacenter/hosts/evacuation.ts';
import { setHostState } from '../../src/datacenter/hosts/host-connection.ts';
import { must, smallLab } from './small-lab.ts';

const VMS = 100;

describe('evacuating a host', () => {
  it(`moves ${VMS} running VMs within vCenter's limits and loses none`, { timeout: 600_000 }, () => {
    const lab = smallLab();
    const [source] = lab.hosts;
    if (source === undefined) throw new Error('no host');
    const vms = Array.from({ length: VMS }, (_, index) =>
      lab.addVm(`vm-${index}`, { memoryBytes: 4 * MiB, guestLoad: { populated: 0.5 } }),
    );
    const { datacenter } = lab;
    // What moves at once, from the log: begun, and not yet arrived.
    const { moved } = must(
      lab.run(evacuateHost(datacenter, lab.admin, { hostId: source.id, withPoweredOff: false })),
    );
    let underWay = 0;
    let most = 0;
    for (const { eventTypeId } of lab.events().reverse()) {
      if (eventTypeId === 'com.vmware.vc.vm.VmMigratingWithEncryptionEvent') underWay++;
      if (eventTypeId === 'VmMigratedEvent') underWay--;
      most = Math.max(most, underWay);
    }
    expect(underWay).toBe(0);
    expect(most).toBe(8);
    expect(moved).toHaveLength(VMS);
    for (const vm of vms) {
      const { hostId, powerState } = lab.vm(vm.id);
      expect([hostId === source.id, powerState]).toEqual([false, 'PoweredOn']);
    }
    for (const host of lab.hosts.slice(1)) {
      expect(datacenter.find('vms', 'host', host.id).length).toBe(VMS / 2);
    }
  });

  it('enters maintenance mode when nothing runs there any more, and leaves it again', () => {
    const lab = smallLab();
    const [source] = lab.hosts;
    if (source === undefined) throw new Error('no host');
    const on = lab.addVm('on');
    const off = lab.addVm('off');
    lab.changeVm(off, { powerState: 'PoweredOff' });
    const request = { hostId: source.id, withPoweredOff: false };
    must(lab.run(enterMaintenanceMode(lab.datacenter, lab.admin, request)));
    expect(lab.datacenter.get('hosts', source.id)?.connectionState).toBe('Maintenance');
    expect([lab.vm(on.id).hostId === source.id, lab.vm(off.id).hostId === source.id]).toEqual([false, true]);
    expect(lab.events()[0]?.eventTypeId).toBe('EnteredMaintenanceModeEvent');
    must(lab.run(setHostState(lab.datacenter, lab.admin, { hostId: source.id, state: 'Connected' })));
    expect(lab.datacenter.get('hosts', source.id)?.connectionState).toBe('Connected');
  });

  it('prefers a host where a VM keeps its encryption, and moves nothing when one has no place', () => {
    const lab = smallLab();
    const [source, clear, able] = lab.hosts;
    if (source === undefined || clear === undefined || able === undefined) throw new Error('no hosts');
    lab.changeHost(clear, { aesNi: false, cryptoState: 'incapable' });
    const vm = lab.addVm('app-01', { migrateEncryption: 'required' });
    const request = { hostId: source.id, withPoweredOff: false };
    must(lab.run(evacuateHost(lab.datacenter, lab.admin, request)));
    expect(lab.vm(vm.id).hostId).toBe(able.id);
    lab.changeVm(vm, { hostId: source.id });
    lab.changeHost(able, { connectionState: 'Disconnected' });
    const refused = lab.run(enterMaintenanceMode(lab.datacenter, lab.admin, request));
    expect(refused).toMatchObject({ ok: false, fault: { kind: 'EncryptedVMotionNotSupported' } });
    expect(lab.datacenter.get('hosts', source.id)?.connectionState).toBe('Connected');
  });
});
