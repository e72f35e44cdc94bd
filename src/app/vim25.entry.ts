import { eventValue } from '../inventory/vi-event.ts';
import { setEventToValue } from '../vim25/vim25.ts';

setEventToValue(eventValue);

export { diskDevice, findVimType, viewOf, vimTypeNames } from '../vim25/vim25.ts';
