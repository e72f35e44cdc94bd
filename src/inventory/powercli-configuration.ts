import type { Session } from '../cmdlet/session.ts';
import { defineEnum } from '../values/enum-type.ts';
import { objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';

export const proxyPolicy = defineEnum({
  fullName: 'VMware.VimAutomation.Types.ProxyPolicy',
  values: ['NoProxy', 'UseSystemProxy'],
});

export const defaultServerMode = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.DefaultVIServerMode',
  values: ['Single', 'Multiple'],
});

export const certificateAction = defineEnum({
  fullName: 'VMware.VimAutomation.Types.BadCertificateAction',
  values: ['Ignore', 'Warn', 'Prompt', 'Fail', 'Unset'],
});

export const configurationScope = defineEnum({
  fullName: 'VMware.VimAutomation.Types.ConfigurationScope',
  values: { Session: 1, User: 2, AllUsers: 4 },
  flags: true,
});

/** What Set-PowerCLIConfiguration keeps; what is absent was never set in the scope. */
export interface PowerCliSettings {
  readonly proxyPolicy?: string;
  readonly defaultServerMode?: string;
  readonly certificateAction?: string;
  readonly participateInCeip?: boolean;
  readonly ceipProxyPolicy?: string;
  readonly displayDeprecationWarnings?: boolean;
  readonly webOperationTimeoutSeconds?: number;
  readonly consoleWindowBrowser?: string;
}

export type ScopeName = 'Session' | 'User' | 'AllUsers';
export const SCOPES: readonly ScopeName[] = ['Session', 'User', 'AllUsers'];

interface ConfigurationItem {
  readonly scope: ScopeName;
  readonly settings: PowerCliSettings;
}

export const powerCliConfigurationType = objectType<ConfigurationItem>()({
  name: 'PowerCLIConfiguration',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.PowerCLIConfigurationImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.PowerCLIConfiguration'],
  properties: {
    Scope: { type: 'ConfigurationScope', get: ({ scope }) => configurationScope.value(scope) },
    DefaultVIServerMode: {
      type: 'DefaultVIServerMode',
      get: ({ settings }) => named(defaultServerMode, settings.defaultServerMode),
    },
    ProxyPolicy: { type: 'ProxyPolicy', get: ({ settings }) => named(proxyPolicy, settings.proxyPolicy) },
    ParticipateInCEIP: { type: 'bool', get: ({ settings }) => settings.participateInCeip ?? null },
    CEIPDataTransferProxyPolicy: {
      type: 'ProxyPolicy',
      get: ({ settings }) => named(proxyPolicy, settings.ceipProxyPolicy),
    },
    DisplayDeprecationWarnings: {
      type: 'bool',
      get: ({ settings }) => settings.displayDeprecationWarnings ?? null,
    },
    InvalidCertificateAction: {
      type: 'BadCertificateAction',
      get: ({ settings }) => named(certificateAction, settings.certificateAction),
    },
    WebOperationTimeoutSeconds: {
      type: 'int',
      get: ({ settings }) => settings.webOperationTimeoutSeconds ?? null,
    },
    VMConsoleWindowBrowser: { type: 'string', get: ({ settings }) => settings.consoleWindowBrowser ?? null },
  },
  view: {
    table: [
      { property: 'Scope', width: 8, align: 'left' },
      { property: 'ProxyPolicy', width: 15, align: 'left' },
      { property: 'DefaultVIServerMode', width: 19, align: 'left' },
      { property: 'InvalidCertificateAction', width: 24, align: 'left' },
      { property: 'DisplayDeprecationWarnings', width: 26, align: 'left' },
      { property: 'WebOperationTimeoutSeconds', width: 26, align: 'left' },
    ],
  },
});

function named(type: { find(name: string): Value | undefined }, name: string | undefined): Value {
  return name === undefined ? null : (type.find(name) ?? null);
}

const PRESETS: Required<Omit<PowerCliSettings, 'consoleWindowBrowser' | 'participateInCeip'>> = {
  proxyPolicy: 'UseSystemProxy',
  defaultServerMode: 'Multiple',
  certificateAction: 'Unset',
  ceipProxyPolicy: 'UseSystemProxy',
  displayDeprecationWarnings: true,
  webOperationTimeoutSeconds: 300,
};

/** The settings live as long as the shell: there is no server out there that they could be for. */
const kept = new WeakMap<Session, ReadonlyMap<ScopeName, PowerCliSettings>>();

/** What is set in a scope. In Session all settings are shown that are in force. */
export function configurationIn(session: Session, scope: ScopeName): TypedObject<ConfigurationItem> {
  const scopes = kept.get(session);
  const own = (name: ScopeName): PowerCliSettings => scopes?.get(name) ?? {};
  const settings =
    scope === 'Session' ? { ...PRESETS, ...own('AllUsers'), ...own('User'), ...own('Session') } : own(scope);
  return objectOf(powerCliConfigurationType, { scope, settings });
}

export function configure(session: Session, scope: ScopeName, settings: PowerCliSettings): void {
  const scopes = new Map(kept.get(session));
  scopes.set(scope, { ...scopes.get(scope), ...settings });
  kept.set(session, scopes);
}
