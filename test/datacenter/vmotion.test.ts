import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../src/base/result.ts';
import { MiB } from '../../src/base/units.ts';
import { encryptVm } from '../../src/datacenter/encryption/vm-encryption.ts';
import { heldKeysOf } from '../../src/datacenter/keys/held-keys.ts';
import { planMove } from '../../src/datacenter/migration/move-plan.ts';
import { moveVm } from '../../src/datacenter/migration/vm-move.ts';
import { powerOnVm } from '../../src/datacenter/vm/vm-power.ts';
import { must, smallLab } from './small-lab.ts';

const NEAR = { guestLoad: { populated: 1 } } as const;

describe('a VM that is on moves to another host', () => {
  it('encrypted when both hosts can, with one commit of its host, and tells what it cost', () => {
    const lab = smallLab();
    const vm = lab.addVm('app-01', {
      ...NEAR,
      workload: 'redis',
      guestLoad: { populated: 1, bytesPerSecond: 8 * MiB },
    });
    const { encryption, transfer, sourceHost, destinationHost } = must(
      lab.run(moveVm(lab.datacenter, lab.admin, { vmId: vm.id, hostId: lab.hosts[1]?.id ?? '' })),
    );
    expect([sourceHost, destinationHost]).toEqual(['esx-01.lab.local', 'esx-02.lab.local']);
    expect(encryption).toEqual({
      encrypted: true,
      reason: 'The policy is Opportunistic and both hosts can encrypt.',
    });
    expect(transfer?.sentBytes).toBeGreaterThan(14 * MiB);
    expect(transfer?.zeroPages).toBeGreaterThan(100);
    expect(transfer?.rounds.length).toBeGreaterThan(0);
    expect(lab.vm(vm.id)).toMatchObject({ hostId: lab.hosts[1]?.id, powerState: 'PoweredOn' });
    expect(
      lab
        .events()
        .slice(0, 2)
        .map(({ eventTypeId }) => eventTypeId),
    ).toEqual(['VmMigratedEvent', 'com.vmware.vc.vm.VmMigratingWithEncryptionEvent']);
  });

  it('in clear when its policy is Disabled', () => {
    const lab = smallLab();
    const vm = lab.addVm('app-01', { migrateEncryption: 'disabled' });
    const moved = must(
      lab.run(moveVm(lab.datacenter, lab.admin, { vmId: vm.id, hostId: lab.hosts[1]?.id ?? '' })),
    );
    expect(moved.encryption).toEqual({ encrypted: false, reason: 'The policy is Disabled.' });
    expect(lab.events()[1]?.eventTypeId).toBe('VmBeingHotMigratedEvent');
  });

  it.each([
    [{ aesNi: false, cryptoState: 'incapable' }, 'its processor has no AES-NI'],
    [{ version: '6.0.0' }, 'it runs ESXi 6.0.0, and encrypted vMotion came with 6.5'],
  ] as const)('Opportunistic falls back to clear for a host that cannot, and says so: %j', (lacking, gap) => {
    const lab = smallLab();
    const [, target] = lab.hosts;
    if (target === undefined) throw new Error('no second host');
    lab.changeHost(target, lacking);
    const vm = lab.addVm('app-01');
    const moved = must(lab.run(moveVm(lab.datacenter, lab.admin, { vmId: vm.id, hostId: target.id })));
    const reason = `The policy is Opportunistic and esx-02.lab.local cannot encrypt: ${gap}.`;
    expect(moved.encryption).toEqual({ encrypted: false, reason });
    expect(moved.transfer?.encrypted).toBe(false);
    for (const event of lab.events().slice(0, 2)) expect(event.message).toContain(reason);
  });

  it('Required with such a host is refused before a byte moves', () => {
    const lab = smallLab();
    const [, target] = lab.hosts;
    if (target === undefined) throw new Error('no second host');
    lab.changeHost(target, { aesNi: false, cryptoState: 'incapable' });
    const vm = lab.addVm('app-01', { migrateEncryption: 'required' });
    const before = lab.events().length;
    const moved = lab.run(moveVm(lab.datacenter, lab.admin, { vmId: vm.id, hostId: target.id }));
    expect(moved).toMatchObject({ ok: false, fault: { kind: 'EncryptedVMotionNotSupported' } });
    expect(lab.vm(vm.id).hostId).toBe(lab.hosts[0]?.id);
    expect(lab.events().length).toBe(before);
  });

  it('stays when its policy becomes Required while it moves in clear', () => {
    const lab = smallLab();
    const vm = lab.addVm('app-01', { ...NEAR, migrateEncryption: 'disabled' });
    const { tasks } = lab.datacenter;
    const task = tasks.start(
      lab.admin,
      { descriptionId: 'VirtualMachine.migrate', name: 'MigrateVM_Task', entity: null },
      moveVm(lab.datacenter, lab.admin, { vmId: vm.id, hostId: lab.hosts[1]?.id ?? '' }),
    );
    lab.changeVm(vm, { migrateEncryption: 'required' });
    expect(tasks.wait(task)).toMatchObject({ ok: false, fault: { kind: 'MigrationPolicyChanged' } });
    expect(lab.vm(vm.id)).toMatchObject({ hostId: lab.hosts[0]?.id, powerState: 'PoweredOn' });
    expect(lab.events()[0]?.eventTypeId).toBe('VmFailedMigrateEvent');
  });

  it('stays when it is cancelled, and can move afterwards', () => {
    const lab = smallLab();
    const vm = lab.addVm('app-01', NEAR);
    const { tasks } = lab.datacenter;
    const request = { vmId: vm.id, hostId: lab.hosts[1]?.id ?? '' };
    const description = { descriptionId: 'VirtualMachine.migrate', name: 'MigrateVM_Task', entity: null };
    const task = tasks.start(lab.admin, description, moveVm(lab.datacenter, lab.admin, request));
    tasks.cancel(task);
    expect(tasks.wait(task)).toMatchObject({ ok: false, fault: { kind: 'RequestCanceled' } });
    expect(lab.vm(vm.id).hostId).toBe(lab.hosts[0]?.id);
    expect(must(lab.run(moveVm(lab.datacenter, lab.admin, request))).vm.hostId).toBe(lab.hosts[1]?.id);
  });

  it('is refused while another process works on it', () => {
    const lab = smallLab();
    const vm = lab.addVm('app-01', NEAR);
    const request = { vmId: vm.id, hostId: lab.hosts[1]?.id ?? '' };
    const description = { descriptionId: 'VirtualMachine.migrate', name: 'MigrateVM_Task', entity: null };
    const first = lab.datacenter.tasks.start(
      lab.admin,
      description,
      moveVm(lab.datacenter, lab.admin, request),
    );
    expect(lab.run(moveVm(lab.datacenter, lab.admin, request))).toMatchObject({
      ok: false,
      fault: { kind: 'ResourceInUse', purpose: 'migrate app-01' },
    });
    must(lab.datacenter.tasks.wait(first));
  });
});

describe('an encrypted VM', () => {
  function encryptedVm() {
    const lab = smallLab();
    const [source, target] = lab.hosts;
    if (source === undefined || target === undefined) throw new Error('no hosts');
    const vm = lab.addVm('secret-01', NEAR);
    lab.changeVm(vm, { powerState: 'PoweredOff' });
    must(lab.run(encryptVm(lab.datacenter, lab.admin, { vmId: vm.id })));
    must(lab.run(powerOnVm(lab.datacenter, lab.admin, vm.id)));
    return { lab, vm, source, target };
  }

  it('moves encrypted inside its cluster without a word to the key server', () => {
    const { lab, vm, source, target } = encryptedVm();
    const safe = lab.datacenter.get('hosts', source.id);
    // The destination is crypto-safe already; its keys come from the source host.
    lab.changeHost(target, { cryptoState: 'safe', hostKey: safe?.hostKey ?? null });
    const asked: string[] = [];
    const { keys } = lab.datacenter;
    for (const method of ['create', 'fetch'] as const) {
      Object.assign(keys, {
        // biome-ignore lint/correctness/useYield: a key server that is down answers at once
        *[method]() {
          asked.push(method);
          return fail({ kind: 'KeyProviderUnreachable', provider: 'lab-kms', detail: 'it is down' });
        },
      });
    }
    const moved = must(lab.run(moveVm(lab.datacenter, lab.admin, { vmId: vm.id, hostId: target.id })));
    expect(moved.encryption).toEqual({ encrypted: true, reason: 'An encrypted VM always moves encrypted.' });
    expect(asked).toEqual([]);
    expect(heldKeysOf(lab.datacenter, target.id)).toContainEqual(lab.vm(vm.id).keyId);
  });

  it('makes its destination crypto-safe first', () => {
    const { lab, vm, target } = encryptedVm();
    const plan = must(planMove(lab.datacenter, lab.admin, { vmId: vm.id, hostId: target.id }));
    expect(plan.hostToEnable?.name).toBe(target.name);
    must(lab.run(moveVm(lab.datacenter, lab.admin, { vmId: vm.id, hostId: target.id })));
    expect(lab.datacenter.get('hosts', target.id)?.cryptoState).toBe('safe');
  });

  it('does not move to a host that cannot be, nor for a user without Cryptographer.Migrate', () => {
    const { lab, vm, target } = encryptedVm();
    const request = { vmId: vm.id, hostId: target.id };
    const nobody = { user: 'nocrypto@vsphere.local' };
    expect(planMove(lab.datacenter, nobody, request)).toMatchObject({
      ok: false,
      fault: { kind: 'NoPermission', privilege: 'Cryptographer.Migrate' },
    });
    lab.changeHost(target, { aesNi: false, cryptoState: 'incapable' });
    expect(planMove(lab.datacenter, lab.admin, request)).toMatchObject({
      ok: false,
      fault: { kind: 'HostNotCryptoCapable' },
    });
  });
});

describe('what else is refused', () => {
  it('a host that cannot reach the disks, has no memory left, or is not connected', () => {
    const lab = smallLab();
    const [, target] = lab.hosts;
    if (target === undefined) throw new Error('no second host');
    const vm = lab.addVm('app-01');
    const plan = () => planMove(lab.datacenter, lab.admin, { vmId: vm.id, hostId: target.id });
    lab.changeHost(target, { datastoreIds: [] });
    expect(plan()).toMatchObject({ ok: false, fault: { kind: 'DatastoreNotAccessible' } });
    lab.changeHost(target, { datastoreIds: target.datastoreIds, memoryBytes: MiB });
    expect(plan()).toMatchObject({ ok: false, fault: { kind: 'InsufficientMemory' } });
    lab.changeHost(target, { memoryBytes: target.memoryBytes, connectionState: 'Maintenance' });
    expect(plan()).toMatchObject({ ok: false, fault: { reason: 'HostNotConnected' } });
    lab.changeHost(target, { connectionState: 'Connected' });
    expect(plan()).toEqual(ok(expect.objectContaining({ isLive: true })));
  });
});
