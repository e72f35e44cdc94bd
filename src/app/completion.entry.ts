/** Completion and what it needs of the model: loaded at the first Tab, not at the start. */
export { complete } from '../shell/completion/complete.ts';
export { objectNames } from './object-names.ts';
