import { method, property } from '../values/net/define.ts';
import { NetException } from '../values/net-exception.ts';
import { ScriptBlock } from '../values/script-block.ts';
import { isTrue } from '../values/truth.ts';
import type { TypeMember } from '../values/type-info.ts';
import type { Value } from '../values/value.ts';
import { extentObject } from './syntax-extent.ts';
import { safeValue } from './syntax-safe-value.ts';
import type { SyntaxObject } from './syntax-tree.ts';

/** What every syntax node has. */
export const sharedMembers = (): TypeMember[] => [
  property('Extent', 'IScriptExtent', (self: SyntaxObject) =>
    extentObject(self.node.extent.start, self.node.extent.end, self.tree.source),
  ),
  property('Parent', 'Ast', (self: SyntaxObject) => self.parent),
  method('Ast Find(scriptblock predicate, bool searchNestedScriptBlocks)', (self: SyntaxObject, args) => {
    for (const found of matching(self, args)) return found;
    return null;
  }),
  method(
    'IEnumerable[Ast] FindAll(scriptblock predicate, bool searchNestedScriptBlocks)',
    (self: SyntaxObject, args) => Array.from(matching(self, args)),
  ),
  method('object SafeGetValue()', (self: SyntaxObject) => safeValue(self)),
  method('Ast Copy()', (self: SyntaxObject) => self),
  method('string ToString()', (self: SyntaxObject) => self.text),
];

/** The node and those below it that the block answers with true, parents before their children. */
function* matching(
  self: SyntaxObject,
  [predicate, nested = false]: readonly Value[],
): Generator<SyntaxObject> {
  if (!(predicate instanceof ScriptBlock))
    throw new NetException('ArgumentNullException', "Value cannot be null. (Parameter 'predicate')");
  const entersBlocks = isTrue(nested);
  const waiting = [self];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (isTrue(predicate.invoke(at))) yield at;
    if (at !== self && at.node.kind === 'ScriptBlock' && !entersBlocks) continue;
    waiting.push(...self.tree.children(at).reverse());
  }
}
