export { diskDevice, findVimType, viewOf, vimTypeNames } from '../vim25/vim25.ts';
