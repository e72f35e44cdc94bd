import { NetException } from '../values/net-exception.ts';
import type { Value } from '../values/value.ts';
import { make } from './make.ts';
import { defineMethods } from './method-table.ts';
import { VimView, viewOf } from './view.ts';

/** Reading an entity's files anew is what its own process does at each look; other processes' changes are taken in. */
defineMethods('ManagedEntity', [
  {
    kind: 'Method',
    name: 'Reload',
    signatures: ['void Reload()'],
    invoke: (self) => {
      if (self instanceof VimView) self.session.datacenter.refresh();
      return null;
    },
  },
]);

/** UpdateViewData takes the object as it is now; the names that a script may give say what it needs, and all is fresh. */
defineMethods('ViewBase', [
  {
    kind: 'Method',
    name: 'UpdateViewData',
    signatures: [],
    definitions: ['void UpdateViewData()', 'void UpdateViewData(Params string[] properties)'],
    invoke: (self) => {
      if (self instanceof VimView && !self.update()) {
        throw new NetException(
          'VMware.Vim.VimException',
          `The object 'vim.${self.definition.typeName}:${self.id}' has already been deleted or has not been completely created`,
        );
      }
      return null;
    },
  },
]);

/** Whom a view was got from. Not among what a view is listed with: the API itself does not know it. */
defineMethods('ViewBase', [
  {
    kind: 'Property',
    name: 'Client',
    typeName: 'VMware.Vim.VimClient',
    hidden: true,
    get: (self) => (self instanceof VimView ? clientOf(self) : null),
  },
]);

function clientOf({ session }: VimView): Value {
  const serviceContent = viewOf(session, 'ServiceInstance', 'ServiceInstance')?.field('content') ?? null;
  return make('VimClient', {
    serviceUrl: `https://${session.serverName}${session.port === 443 ? '' : `:${session.port}`}/sdk`,
    serviceContent,
  });
}
