import { type ResourceKey, resourceKey } from '../values/resource.ts';
import type { ScriptBlock } from '../values/script-block.ts';

/** Script blocks that the user has given to the line editor. They stay with the engine; the editor has their numbers. */
export interface EditorScripts {
  readonly keys: Map<number, ScriptBlock>;
  /** Asked for each line whether it is to be remembered: Set-PSReadLineOption -AddToHistoryHandler. */
  addToHistory: ScriptBlock | undefined;
}

export const editorScriptsKey: ResourceKey<EditorScripts> = resourceKey<EditorScripts>('editorScripts');
