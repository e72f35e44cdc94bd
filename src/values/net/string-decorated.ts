import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject } from '../value.ts';
import { method, property } from './define.ts';

/** Colours and the like, and hyperlinks. */
const SEQUENCE = /\x1b\[[0-9;:]*[A-Za-z]|\x1b\]8;;.*?(?:\x1b\\|\x07)/g;

/** A text that may hold escape sequences, and what is left without them. */
class StringDecorated extends NetObject {
  readonly text: string;
  readonly plain: string;
  constructor(text: string) {
    super();
    this.text = text;
    this.plain = text.replace(SEQUENCE, '');
  }

  get type(): TypeInfo {
    return stringDecoratedType;
  }

  override asText(): string {
    return this.text;
  }
}

const stringDecoratedType: TypeInfo = defineType({
  fullName: 'System.Management.Automation.Internal.StringDecorated',
  base: () => objectTypeInfo,
  construct: ([text = null]) => new StringDecorated(toText(text)),
  members: () => [
    property('IsDecorated', 'bool', (self: StringDecorated) => self.text !== self.plain),
    property('ContentLength', 'int', (self: StringDecorated) => self.plain.length),
    method(
      ['string ToString()', 'string ToString(OutputRendering rendering)'],
      (self: StringDecorated, [how = 'Ansi']) => {
        const rendering = toText(how).toLowerCase();
        if (rendering === 'host')
          throw new NetException(
            'ArgumentException',
            'A text is rendered with its escape sequences (Ansi) or without (PlainText).',
          );
        return rendering === 'plaintext' ? self.plain : self.text;
      },
    ),
  ],
});
