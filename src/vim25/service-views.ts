import { privilegesOf } from '../datacenter/access/privileges.ts';
import { releaseOf } from '../datacenter/releases.ts';
import { ROOT_FOLDER_ID, VCENTER_ID, type VCenterRow } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import { dateOf, listOf, make, moRef, refOf } from './make.ts';
import { defineView } from './view.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** The one ServiceInstance of a vCenter, and the managers that its content names. */

/** Managed type and id of each manager in ServiceContent. */
export const MANAGERS = {
  viewManager: ['ViewManager', 'ViewManager'],
  sessionManager: ['SessionManager', 'SessionManager'],
  authorizationManager: ['AuthorizationManager', 'AuthorizationManager'],
  eventManager: ['EventManager', 'EventManager'],
  taskManager: ['TaskManager', 'TaskManager'],
  cryptoManager: ['CryptoManagerKmip', 'CryptoManager'],
  customFieldsManager: ['CustomFieldsManager', 'CustomFieldsManager'],
  virtualDiskManager: ['VirtualDiskManager', 'virtualDiskManager'],
} as const;

/** The one object of a managed type that a vCenter has, by the type's name or the object's id in any case. */
export function managerNamed(text: string): { readonly typeName: string; readonly id: string } | undefined {
  const wanted = text.toLowerCase();
  const all = [['ServiceInstance', 'ServiceInstance'] as const, ...Object.values(MANAGERS)];
  const found = all.find((names) => names.some((name) => name.toLowerCase() === wanted));
  return found && { typeName: found[0], id: found[1] };
}

const vcenterOf = ({ datacenter }: VimSession): VCenterRow | undefined =>
  datacenter.get('vcenter', VCENTER_ID);

/** An object of which a vCenter has one, under an id of its own. */
export const single = (typeName: string, id: string) => ({
  typeName,
  find: (session: VimSession, asked: string) => (asked === id ? vcenterOf(session) : undefined),
  *all(session: VimSession) {
    const row = vcenterOf(session);
    if (row !== undefined) yield { id, row };
  },
});

function aboutInfo({ version, build, instanceUuid }: VCenterRow): VimObject {
  return make('AboutInfo', {
    name: 'VMware vCenter Server',
    fullName: `VMware vCenter Server ${version} build-${build}`,
    vendor: 'VMware, Inc.',
    version,
    build,
    osType: 'linux-x64',
    productLineId: 'vpx',
    apiType: 'VirtualCenter',
    apiVersion: releaseOf(version),
    instanceUuid,
  });
}

function serviceContent(row: VCenterRow): VimObject {
  const managers = Object.entries(MANAGERS).map(([name, [type, id]]): [string, VimObject] => [
    name,
    moRef(type, id),
  ]);
  return make('ServiceContent', {
    ...Object.fromEntries<VimObject>(managers),
    rootFolder: refOf(ROOT_FOLDER_ID),
    about: aboutInfo(row),
  });
}

defineView<VCenterRow>({
  ...single('ServiceInstance', 'ServiceInstance'),
  properties: {
    content: serviceContent,
    serverClock: (_, { datacenter }) => dateOf(datacenter.clock.nowMs()),
    capability: () => make('Capability', { provisioningSupported: true, multiHostSupported: true }),
  },
});

defineView<VCenterRow>({
  ...single(...MANAGERS.sessionManager),
  properties: {
    currentSession: (_, session) => userSession(session),
    sessionList: (_, session) => listOf('UserSession', [userSession(session)]),
    defaultLocale: () => 'en',
    supportedLocaleList: () => ['en'],
    messageLocaleList: () => ['en'],
  },
});

function userSession({ caller, sessionId }: VimSession): VimObject {
  return make('UserSession', {
    key: sessionId,
    userName: caller.user,
    fullName: caller.user,
    locale: 'en',
    messageLocale: 'en',
  });
}

defineView<VCenterRow>({
  ...single(...MANAGERS.authorizationManager),
  properties: {
    roleList: (_, session) => roleList(session),
    privilegeList: (row) => privilegeList(row),
  },
});

function roleList({ datacenter }: VimSession): Value {
  return listOf(
    'AuthorizationRole',
    [...datacenter.rows('roles')].map(({ roleId, isSystem, name, label, privileges }) =>
      make('AuthorizationRole', {
        roleId,
        system: isSystem,
        name,
        info: make('Description', { label, summary: label }),
        privilege: [...privileges],
      }),
    ),
  );
}

function privilegeList({ version }: VCenterRow): Value {
  return listOf(
    'AuthorizationPrivilege',
    privilegesOf(releaseOf(version)).map((privId) => {
      const dot = privId.lastIndexOf('.');
      return make('AuthorizationPrivilege', {
        privId,
        name: privId.slice(dot + 1),
        privGroupName: privId.slice(0, dot),
        onParent: false,
      });
    }),
  );
}

defineView<VCenterRow>({
  ...single(...MANAGERS.viewManager),
  properties: { viewList: () => [] },
});
