import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import {
  configurationIn,
  configurationScope,
  powerCliConfigurationType,
  SCOPES,
} from '../../src/inventory/powercli-configuration.ts';

export default defineCmdlet({
  name: 'Get-PowerCLIConfiguration',
  synopsis: 'Gets the settings of PowerCLI by scope.',
  parameters: {
    Scope: { type: configurationScope, help: 'Session, User or AllUsers; all three unless given.' },
  },
  output: [powerCliConfigurationType],
  impact: 'none',
  examples: [{ title: 'What is set', code: 'Get-PowerCLIConfiguration' }],
  process(args, invocation) {
    for (const scope of SCOPES) {
      if (args.Scope === undefined || args.Scope.includes(scope))
        invocation.write(configurationIn(invocation.session, scope));
    }
  },
});
