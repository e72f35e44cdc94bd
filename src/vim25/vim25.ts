/**
 * The vSphere API's shape over the model: the one file that others import. Importing it makes every view and method
 * known; it is loaded when a script first asks for a type of VMware.Vim or for a view.
 */
import './cluster-methods.ts';
import './container-views.ts';
import './crypto-certificate-methods.ts';
import './crypto-key-methods.ts';
import './crypto-manager-view.ts';
import './crypto-server-methods.ts';
import './custom-field-views.ts';
import './datastore-browser.ts';
import './event-manager.ts';
import './host-methods.ts';
import './host-view.ts';
import './task-manager.ts';
import './task-view.ts';
import './view-base-methods.ts';
import './virtual-disk-manager.ts';
import './vm-methods.ts';
import './vm-view.ts';

export { setEventToValue } from './event-manager.ts';
export { findViews, isViewType, type ViewQuery, viewTypeNames } from './find-views.ts';
export { propertyNamed, restrictView } from './projection.ts';
export { managerNamed } from './service-views.ts';
export { textIn } from './spec.ts';
export { VimView, viewOf } from './view.ts';
export { VimObject } from './vim-object.ts';
export type { VimSession } from './vim-session.ts';
export { findVimType, vimTypeNames } from './vim-types.ts';
export { diskDevice } from './vm-devices.ts';
