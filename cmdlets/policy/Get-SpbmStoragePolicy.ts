import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { StoragePolicyRow } from '../../src/datacenter/rows.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { storagePolicyType, viewsPolicies } from '../../src/inventory/storage-policy.ts';
import { objectOf } from '../../src/values/object-type.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-SpbmStoragePolicy',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Gets the storage policies.',
  parameters: {
    Name: nameParameter,
    Id: { type: 'string', array: true, help: 'Ids of policies.' },
    Namespace: {
      type: 'string',
      array: true,
      wildcard: true,
      help: 'Only policies with a rule of these namespaces of capabilities, such as vmwarevmcrypt.',
    },
    Requirement: {
      type: 'switch',
      help: 'Policies that say what VMs and disks need: all that there are, as without it.',
    },
    Resource: {
      type: 'switch',
      help: 'Policies that providers of storage bring along; there are none here.',
    },
    Server: serverParameter,
  },
  output: [storagePolicyType],
  impact: 'none',
  privileges: ['StorageProfile.View'],
  examples: [
    { title: 'The policies that encrypt', code: 'Get-SpbmStoragePolicy | Where-Object IsEncryption' },
  ],
  process(args, invocation) {
    const items = selectItems(invocation, {
      table: 'storagePolicies',
      typeName: 'SpbmStoragePolicy',
      connections: serversOf(invocation.session, args.Server).filter((each) =>
        viewsPolicies(invocation, each),
      ),
      names: args.Name,
      ids: args.Id,
      where: ({ row }) => (!args.Resource || args.Requirement) && isOfNamespace(row, args.Namespace),
    });
    for (const item of items) invocation.write(objectOf(storagePolicyType, item));
  },
});

function isOfNamespace(policy: StoragePolicyRow, patterns: readonly string[] | undefined): boolean {
  const spaces = namespacesOf(policy);
  return patterns?.some((pattern) => spaces.some((each) => matchesWildcard(each, pattern))) ?? true;
}

/** Of the capabilities in its rules: what stands before the `@`, or before the last dot. */
function namespacesOf({ commonRules, ruleSets }: StoragePolicyRow): string[] {
  const rules = [...commonRules, ...ruleSets.flatMap((set) => set.rules)];
  return rules.map(({ capability }) => capability.replace(/@.*$|\.[^.]*$/, ''));
}
