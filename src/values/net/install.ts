import { runtimeTypeInfo } from '../type-info.ts';
import { registerType } from '../type-registry.ts';

let installed = false;

/** Gives the types their members. Cheap: members are made when a type is first used. */
export function installTypes(): void {
  if (installed) return;
  installed = true;
  registerType(runtimeTypeInfo);
}
