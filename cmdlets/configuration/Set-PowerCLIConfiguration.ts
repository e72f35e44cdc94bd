import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import {
  certificateAction,
  configurationIn,
  configurationScope,
  configure,
  defaultServerMode,
  powerCliConfigurationType,
  proxyPolicy,
  SCOPES,
} from '../../src/inventory/powercli-configuration.ts';

export default defineCmdlet({
  name: 'Set-PowerCLIConfiguration',
  synopsis: 'Changes the settings of PowerCLI.',
  description:
    'Scripts begin with it, so it takes and shows all that PowerCLI has. The settings hold until the shell ends; those about proxies and certificates of servers have nothing to work on, since the datacenter is inside the shell.',
  parameters: {
    ProxyPolicy: { type: proxyPolicy, pipeline: 'value', help: 'NoProxy or UseSystemProxy.' },
    DefaultVIServerMode: { type: defaultServerMode, help: 'Single or Multiple default servers.' },
    InvalidCertificateAction: {
      type: certificateAction,
      help: 'What a server certificate that cannot be trusted does: Ignore, Warn, Prompt or Fail.',
    },
    ParticipateInCeip: { type: 'bool', help: 'Kept; nothing is sent anywhere.' },
    CEIPDataTransferProxyPolicy: { type: proxyPolicy, help: 'Kept; nothing is sent anywhere.' },
    DisplayDeprecationWarnings: { type: 'bool', help: 'Whether to warn of what is deprecated.' },
    WebOperationTimeoutSeconds: { type: 'int', validateRange: [-1, 86_400], help: '-1: no limit.' },
    VMConsoleWindowBrowser: { type: 'string', allowEmpty: true, help: 'The browser for consoles.' },
    Scope: { type: configurationScope, help: 'Session, User or AllUsers; Session and User unless given.' },
  },
  output: [powerCliConfigurationType],
  impact: 'high',
  examples: [
    {
      title: 'As most scripts begin',
      code: 'Set-PowerCLIConfiguration -InvalidCertificateAction Ignore -Confirm:$false | Out-Null',
    },
  ],
  process(args, invocation) {
    if (!invocation.shouldProcess('PowerCLI', 'Update PowerCLI configuration')) return;
    const { session } = invocation;
    const scopes = SCOPES.filter((scope) => args.Scope?.includes(scope) ?? scope !== 'AllUsers');
    for (const scope of scopes) {
      configure(session, scope, {
        ...(args.ProxyPolicy && { proxyPolicy: args.ProxyPolicy }),
        ...(args.DefaultVIServerMode && { defaultServerMode: args.DefaultVIServerMode }),
        ...(args.InvalidCertificateAction && { certificateAction: args.InvalidCertificateAction }),
        ...(args.ParticipateInCeip !== undefined && { participateInCeip: args.ParticipateInCeip }),
        ...(args.CEIPDataTransferProxyPolicy && { ceipProxyPolicy: args.CEIPDataTransferProxyPolicy }),
        ...(args.DisplayDeprecationWarnings !== undefined && {
          displayDeprecationWarnings: args.DisplayDeprecationWarnings,
        }),
        ...(args.WebOperationTimeoutSeconds !== undefined && {
          webOperationTimeoutSeconds: args.WebOperationTimeoutSeconds,
        }),
        ...(args.VMConsoleWindowBrowser !== undefined && {
          consoleWindowBrowser: args.VMConsoleWindowBrowser,
        }),
      });
    }
    for (const scope of SCOPES) invocation.write(configurationIn(session, scope));
  },
});
