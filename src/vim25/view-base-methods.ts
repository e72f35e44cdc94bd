import { NetException } from '../values/net-exception.ts';
import { defineMethods } from './method-table.ts';
import { VimView } from './view.ts';

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
