import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { objectOf, objectType } from '../../src/values/object-type.ts';

/** The PowerCLI whose cmdlets these are: the last with the names of vSphere 6.5 and the key provider's. */
const POWERCLI = { major: 13, minor: 3, build: 24_145_083 };

const versionType = objectType<{ readonly product: string }>()({
  name: 'PowerCLIVersion',
  fullName: 'VMware.VimAutomation.Sdk.Types.V1.PowerCLIVersion',
  properties: {
    Major: { type: 'int', get: () => POWERCLI.major },
    Minor: { type: 'int', get: () => POWERCLI.minor },
    Revision: { type: 'int', get: () => 0 },
    Build: { type: 'int', get: () => POWERCLI.build },
    UserFriendlyVersion: {
      type: 'string',
      get: ({ product }) => `${product}, as VMware PowerCLI ${POWERCLI.major}.${POWERCLI.minor}`,
    },
  },
  view: { list: ['UserFriendlyVersion', 'Major', 'Minor', 'Revision', 'Build'] },
  toString: () => `${POWERCLI.major}.${POWERCLI.minor}.0.${POWERCLI.build}`,
});

export default defineCmdlet({
  name: 'Get-PowerCLIVersion',
  synopsis: 'Gets the version of PowerCLI whose cmdlets these are.',
  parameters: {},
  output: [versionType],
  impact: 'none',
  examples: [{ title: 'A script that asks', code: '(Get-PowerCLIVersion).Major -ge 10' }],
  process(_args, invocation) {
    const { name, version } = invocation.host;
    invocation.write(objectOf(versionType, { product: `${name} ${version}` }));
  },
});
