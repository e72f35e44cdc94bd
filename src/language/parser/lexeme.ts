/**
 * Kinds of lexemes, as plain numbers because every decision of the parser compares one. The kinds up to
 * `LAST_INVARIANT` mean the same in command and in expression mode.
 */
export const END = 0;
export const NEWLINE = 1;
export const SEMICOLON = 2;
export const PAREN_OPEN = 3;
export const PAREN_CLOSE = 4;
export const CURLY_OPEN = 5;
export const CURLY_CLOSE = 6;
export const COMMA = 7;
export const PIPE = 8;
export const AMPERSAND = 9;
export const AND_AND = 10;
export const OR_OR = 11;
export const DOLLAR_PAREN = 12;
export const AT_PAREN = 13;
export const AT_CURLY = 14;
export const SINGLE_QUOTED = 15;
export const DOUBLE_QUOTED = 16;
export const HERE_SINGLE = 17;
export const HERE_DOUBLE = 18;
export const LAST_INVARIANT = 18;

export const VARIABLE = 19;
export const SPLAT = 20;
export const NUMBER = 21;
/** Letters, digits and underscores only; in command mode the whole word is such. */
export const IDENTIFIER = 22;
/** A lexeme up to here, seen in command mode, is the same in expression mode; not the other way round. */
export const LAST_COMMAND_STABLE = 22;

export const BRACKET_OPEN = 23;
export const BRACKET_CLOSE = 24;
/** A bare word of command mode that is nothing else. `Parser.plain` says whether its text is its value. */
export const WORD = 25;
/** `-name` that is no operator. */
export const PARAMETER = 26;
/** `-eq` and the like; `Parser.operator` has which. */
export const DASH_OPERATOR = 27;
export const LABEL = 28;
export const REDIRECTION = 29;
export const MERGING_REDIRECTION = 30;
export const INPUT_REDIRECTION = 31;

export const EQUALS = 32;
export const PLUS_EQUALS = 33;
export const MINUS_EQUALS = 34;
export const MULTIPLY_EQUALS = 35;
export const DIVIDE_EQUALS = 36;
export const REMAINDER_EQUALS = 37;
export const COALESCE_EQUALS = 38;

export const PLUS = 39;
export const MINUS = 40;
export const MULTIPLY = 41;
export const DIVIDE = 42;
export const REMAINDER = 43;
export const RANGE = 44;
export const COALESCE = 45;

export const PLUS_PLUS = 46;
export const MINUS_MINUS = 47;
export const EXCLAIM = 48;
export const DOT = 49;
export const COLON = 50;
export const COLON_COLON = 51;
export const QUESTION = 52;
export const UNKNOWN = 53;

/** Lexing modes. The flags are used with EXPRESSION only. */
export const COMMAND = 0;
export const EXPRESSION = 1;
/** A sign directly before a digit belongs to the number: an operand is expected. */
export const SIGNED = 2;
/** `?` and `:` end a number: it is surely an operand. */
export const TERNARY = 4;
