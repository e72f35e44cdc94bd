import { expect, test } from 'vitest';
import { grantPermission } from '../../src/datacenter/access/permissions.ts';
import { addCustomField, setCustomValue } from '../../src/datacenter/inventory/custom-fields.ts';
import { assignTag, createTag, createTagCategory } from '../../src/datacenter/inventory/tags.ts';
import { powerOffVm } from '../../src/datacenter/vm/vm-power.ts';
import { removeVm } from '../../src/datacenter/vm/vm-remove.ts';
import { must, smallLab } from './small-lab.ts';

test('permissions, tags and custom attributes go with the object that has them', () => {
  const lab = smallLab(1);
  const { datacenter, admin } = lab;
  const [vm, other] = [lab.addVm('app-01'), lab.addVm('app-02')];
  const category = must(
    createTagCategory(datacenter, admin, {
      name: 'Area',
      description: '',
      cardinality: 'Single',
      entityTypes: ['All'],
    }).make(),
  );
  const tag = must(
    createTag(datacenter, admin, { name: 'prod', description: '', categoryId: category.id }).make(),
  );
  const field = must(addCustomField(datacenter, admin, { name: 'Owner', managedType: null }).make());
  const [role] = [...datacenter.rows('roles')];
  for (const entity of [vm, other]) {
    must(assignTag(datacenter, admin, { tagId: tag.id, entity, entityType: 'VirtualMachine' }).make());
    must(setCustomValue(datacenter, admin, { fieldId: field.id, entity, value: 'Kim' }).make());
    must(
      grantPermission(datacenter, admin, {
        entity,
        principal: 'auditor@vsphere.local',
        roleId: role?.roleId ?? 0,
        propagate: true,
      }).make(),
    );
  }
  const attached = (id: string): number =>
    (['permissions', 'tagAssignments', 'customValues'] as const).reduce(
      (sum, table) => sum + datacenter.find(table, 'entity', id).length,
      0,
    );
  expect([attached(vm.id), attached(other.id)]).toEqual([3, 3]);
  must(powerOffVm(datacenter, admin, vm.id));
  must(removeVm(datacenter, admin, { vmId: vm.id, deletePermanently: false }));
  expect([attached(vm.id), attached(other.id)]).toEqual([0, 3]);
});
