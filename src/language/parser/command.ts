import type { CommandAst, CommandParameterAst, RedirectionAst } from '../ast.ts';
import { type ArgumentRole, readArgument } from './argument.ts';
import { skipNewlines } from './blanks.ts';
import { isBlank, isDoubleQuote, isNewline } from './characters.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND } from './lexeme.ts';
import { lexemeText, peek, take } from './lexer.ts';
import { isRedirection, NO_REDIRECTIONS, readRedirection } from './redirection.ts';
import { addToken, gather, moveTo, type Parser, report, takeGathered } from './state.ts';

/** A command under construction. */
interface Building {
  readonly redirections: RedirectionAst[];
  role: ArgumentRole;
  end: number;
  dashDash: boolean;
}

/** A command with its parameters, arguments and redirections; null, and nothing taken, when none begins here. */
export function readCommand(p: Parser): CommandAst | null {
  const kind = peek(p, COMMAND);
  const { start, stop } = p;
  let invocationOperator: CommandAst['invocationOperator'] = '';
  if (kind === lexeme.AMPERSAND || kind === lexeme.DOT) {
    invocationOperator = kind === lexeme.DOT ? '.' : '&';
    addToken(p, 'operator', start, stop);
    take(p);
  }
  const building: Building = {
    redirections: [],
    role: invocationOperator === '' ? 'name' : 'invoked',
    end: stop,
    dashDash: false,
  };
  const before = p.elements.size;
  while (readElement(p, building)) building.role = 'argument';
  const { redirections, end } = building;
  if (p.elements.size === before) {
    if (invocationOperator !== '') report(p, 'MissingExpression', start, stop, invocationOperator);
    return null;
  }
  return {
    kind: 'Command',
    extent: { start, end },
    invocationOperator,
    commandElements: takeGathered(p.elements, before),
    redirections: redirections.length > 0 ? redirections : NO_REDIRECTIONS,
  };
}

/** Reads one element; false at the command's end. */
function readElement(p: Parser, building: Building): boolean {
  const kind = peek(p, COMMAND);
  const naming = building.role !== 'argument';
  switch (kind) {
    case lexeme.PIPE:
    case lexeme.CURLY_CLOSE:
    case lexeme.PAREN_CLOSE:
    case lexeme.END:
    case lexeme.NEWLINE:
    case lexeme.SEMICOLON:
    case lexeme.AND_AND:
    case lexeme.OR_OR:
    case lexeme.AMPERSAND:
      return false;
    case lexeme.MINUS_MINUS:
      readDashDash(p, building);
      return true;
    case lexeme.COMMA:
      report(p, 'MissingArgument', p.start, p.stop);
      building.end = p.stop;
      take(p);
      skipNewlines(p);
      return true;
    case lexeme.PARAMETER:
      if (naming || building.dashDash) readBareLexeme(p, building, naming);
      else readParameter(p, building);
      return true;
    default:
      if (!isRedirection(kind)) return readPlainElement(p, building);
      if (naming) readBareLexeme(p, building, true);
      else building.end = readRedirection(p, building.redirections);
      return true;
  }
}

function readPlainElement(p: Parser, building: Building): boolean {
  if (building.role === 'argument' && isVerbatimMark(p)) {
    readVerbatim(p, building);
    return true;
  }
  const element = readArgument(p, building.role);
  if (element === null) return false;
  gather(p.elements, element);
  building.end = element.extent.end;
  return true;
}

function isVerbatimMark(p: Parser): boolean {
  return p.kind === lexeme.WORD && p.plain && p.stop - p.start === 3 && p.text.startsWith('--%', p.start);
}

/** The first `--` is a parameter named `-`; later ones are arguments, as is everything that looks like a parameter. */
function readDashDash(p: Parser, building: Building): void {
  const { start, stop } = p;
  if (building.dashDash) {
    readBareLexeme(p, building, false);
    return;
  }
  building.dashDash = true;
  addToken(p, 'parameter', start, stop);
  take(p);
  const extent = { start, end: stop };
  gather(p.elements, { kind: 'CommandParameter', extent, parameterName: '-', argument: null });
  building.end = stop;
}

function readBareLexeme(p: Parser, building: Building, isName: boolean): void {
  const { start, stop } = p;
  const value = lexemeText(p);
  addToken(p, isName ? 'command' : 'argument', start, stop);
  take(p);
  gather(p.elements, {
    kind: 'StringConstant',
    extent: { start, end: stop },
    value,
    quote: 'bare',
  });
  building.end = stop;
}

function readParameter(p: Parser, building: Building): void {
  const { start, stop, colon } = p;
  const parameterName = p.text.slice(start + 1, colon ? stop - 1 : stop);
  addToken(p, 'parameter', start, stop);
  take(p);
  let argument: CommandParameterAst['argument'] = null;
  building.end = stop;
  if (colon && peek(p, COMMAND) !== lexeme.COMMA) {
    argument = readArgument(p, 'argument');
    if (argument === null) report(p, 'ParameterRequiresArgument', stop, stop, p.text.slice(start, stop));
    else building.end = argument.extent.end;
  }
  const extent = { start, end: building.end };
  gather(p.elements, { kind: 'CommandParameter', extent, parameterName, argument });
}

/** `--%`: the rest of the line up to a pipe is one argument, as it stands. */
function readVerbatim(p: Parser, building: Building): void {
  const { start, stop, text } = p;
  addToken(p, 'parameter', start, stop);
  let from = stop;
  while (from < p.end && isBlank(text.charCodeAt(from))) from++;
  let at = from;
  let quoted = false;
  while (at < p.end) {
    const code = text.charCodeAt(at);
    if (isNewline(code)) break;
    if (isDoubleQuote(code)) quoted = !quoted;
    else if (!quoted && (code === 124 || (code === 38 && text.charCodeAt(at + 1) === 38))) break;
    at++;
  }
  addToken(p, 'argument', from, at);
  moveTo(p, at);
  gather(p.elements, {
    kind: 'CommandParameter',
    extent: { start, end: at },
    parameterName: '--%',
    argument: {
      kind: 'StringConstant',
      extent: { start: from, end: at },
      value: text.slice(from, at),
      quote: 'bare',
    },
  });
  building.end = at;
}
