/** What a piece of source text is, for colouring and completion. */
export type TokenKind =
  | 'comment'
  | 'keyword'
  /** A command's name: cmdlet, function, alias, script path. */
  | 'command'
  | 'parameter'
  /** A bare word that is a command's argument. */
  | 'argument'
  | 'string'
  | 'variable'
  | 'number'
  | 'operator'
  /** A type's name, with its brackets as punctuation around it. */
  | 'type'
  /** A property or method name after a dot, a hashtable's bare key, a member of a class or enum. */
  | 'member'
  | 'attribute'
  | 'label'
  /** Brackets, commas, semicolons, pipes, line ends are not tokens. */
  | 'punctuation'
  /** Text that fits nowhere; an error says why. */
  | 'unknown';

/** Tokens do not overlap and come in order of `start`; a string with variables in it is several tokens. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}
