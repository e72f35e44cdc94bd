import { expect, test } from 'vitest';
import { type EventTypeId, eventIdIn } from '../../src/datacenter/event-types.ts';
import { VCENTER_ID } from '../../src/datacenter/rows.ts';

/** A vCenter of one version with one host of another, as far as an event's id asks for them. */
const at = (vcenter: string, host = vcenter) => ({
  get: (table: string, id: string) =>
    ({ version: table === 'vcenter' && id === VCENTER_ID ? vcenter : host }) as never,
});

// By hand, from the vendor's lists: 6.7 U3 has none of these, 7.0 U3 and 8.0 U3 have all of them.
test.each<[EventTypeId, string | undefined]>([
  ['com.vmware.vc.crypto.HostKeyUpdatedEvent', 'com.vmware.vc.crypto.Operation'],
  ['com.vmware.vc.host.Crypto.HostCryptoDisabled', undefined],
  ['com.vmware.vc.host.Crypto.SendKeyError.HostError', undefined],
  ['com.vmware.vc.kms.crypto.KeyGenerateFail', undefined],
  ['com.vmware.vc.kms.crypto.SendKeyError.KeyMissingOnKMS', undefined],
  ['com.vmware.vc.kms.crypto.SendKeyError.KMSClusterError', undefined],
  ['com.vmware.vc.kms.crypto.Unreachable', 'com.vmware.vc.crypto.Operation'],
  ['com.vmware.vc.kms.crypto.Vendor', undefined],
  ['com.vmware.vc.vm.crypto.NoDiskSpace', undefined],
  ['com.vmware.vc.vm.crypto.RekeyFail', undefined],
  ['com.vmware.vc.vm.TemplateConvertedToVmEvent', 'VmReconfiguredEvent'],
  ['com.vmware.vc.vm.VmConvertedToTemplateEvent', 'VmReconfiguredEvent'],
  ['com.vmware.vc.vm.VmHotMigratingWithEncryptionEvent', 'com.vmware.vc.vm.VmMigratingWithEncryptionEvent'],
  ['com.vmware.vc.vm.VmSyncingWithEncryptionEvent', undefined],
  ['esx.problem.application.core.dumped.encrypted', 'esx.problem.application.core.dumped'],
])('%s is told from 7.0 on', (eventTypeId, before) => {
  for (const version of ['6.5.0', '6.7.0']) expect(eventIdIn(at(version), { eventTypeId })).toBe(before);
  for (const version of ['7.0.3', '8.0.0']) expect(eventIdIn(at(version), { eventTypeId })).toBe(eventTypeId);
});

// Each of these is in the list of 6.7 U3, the oldest that there is.
test.each<EventTypeId>([
  'com.vmware.pbm.profile.associate',
  'com.vmware.pbm.profile.dissociate',
  'com.vmware.vc.crypto.Operation',
  'com.vmware.vc.host.Crypto.Enabled',
  'com.vmware.vc.host.Crypto.HostKey.NewKey.KeyMissingOnKMS',
  'com.vmware.vc.host.Crypto.HostKey.NewKey.KMSClusterError',
  'com.vmware.vc.host.Crypto.ReqEnable.KeyMissingOnKMS',
  'com.vmware.vc.host.Crypto.ReqEnable.KMSClusterError',
  'com.vmware.vc.vecs.KMSClientCertExpirationEvent',
  'com.vmware.vc.vecs.KMSServerCertExpirationEvent',
  'com.vmware.vc.vm.Crypto.VMLocked.KeyMissingOnKMS',
  'com.vmware.vc.vm.Crypto.VMLocked.KMSClusterError',
  'com.vmware.vc.vm.Crypto.VMUnlocked',
  'com.vmware.vc.vm.VmMigratingWithEncryptionEvent',
  'VmPoweredOnEvent',
])('%s is told by every release', (eventTypeId) => {
  for (const version of ['6.5.0', '6.7.0', '7.0.3', '8.0.0'])
    expect(eventIdIn(at(version), { eventTypeId })).toBe(eventTypeId);
});

test('a host tells its own events in the words of its own release', () => {
  const event = {
    eventTypeId: 'esx.problem.application.core.dumped.encrypted',
    host: { id: 'host-1' },
  } as const;
  expect(eventIdIn(at('8.0.0', '6.5.0'), event)).toBe('esx.problem.application.core.dumped');
  expect(eventIdIn(at('8.0.0', '7.0.3'), event)).toBe(event.eventTypeId);
});
