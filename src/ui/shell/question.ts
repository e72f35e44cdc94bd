/** Asking the user on the engine's behalf. */
import type { EditorReply, EditorRequest } from '../../cmdlet/terminal.ts';
import type { Answer, Question } from '../../protocol/messages.ts';
import { FUNCTION_TABLE, findFunction } from '../editor/function-names.ts';
import type { OwnKey } from '../editor/key-bindings.ts';
import { parseChord } from '../keys/key.ts';
import { createSecretReader } from '../keys/secret-reader.ts';
import { changePreferences } from '../preferences.ts';
import { createReader } from '../reader/reader.ts';
import { questionText } from '../screen/dialog-rows.ts';
import { changeColors } from '../screen/own-colors.ts';
import { painted, readerContext, rebind, type ShellCore } from './core.ts';
import { choiceParts, openDialog } from './dialog.ts';
import { editLine } from './key-script.ts';

export function ask(core: ShellCore, id: number, question: Question): void {
  if (question.kind === 'editor') {
    const reply = answerEditor(core, question.request);
    core.engine.post({ type: 'answer', id, answer: { kind: 'editor', reply } });
    return;
  }
  // In a live view the words stand above the question, and are printed when the view is left.
  const words = questionText(question).map(({ text, role }) => painted(core, text, role));
  if (words.length > 0) core.output.writeLine(['', ...words].join('\n'));
  if (question.kind === 'secret') core.secret = createSecretReader();
  const context = { ...readerContext(core), history: [], suggestible: [] };
  core.update({
    dialog: openDialog(id, question),
    answerReader: question.kind === 'line' ? createReader(context, 'None') : undefined,
    secretLength: 0,
  });
}

/** Sends the answer and leaves on the screen what was asked and answered, but never a secret. */
export function answer(core: ShellCore, given: Answer): void {
  const { dialog } = core.state;
  if (dialog === undefined) return;
  const shown = transcript(dialog.question, given);
  if (shown !== '') core.output.writeLine(shown);
  core.secret?.dispose();
  core.secret = undefined;
  core.update({ dialog: undefined, answerReader: undefined, secretLength: 0 });
  const transfer = given.kind === 'secret' ? [given.bytes.buffer as ArrayBuffer] : undefined;
  core.engine.post({ type: 'answer', id: dialog.id, answer: given }, transfer);
}

function transcript(question: Question, given: Answer): string {
  if (question.kind === 'choice') {
    const choices = question.choices.map((choice) => {
      const { key, name } = choiceParts(choice);
      return `[${key}] ${name}`;
    });
    const chosen = given.kind === 'choice' ? question.choices[given.index] : undefined;
    const word = chosen === undefined ? '^C' : choiceParts(chosen).key;
    return `${choices.join('  ')}: ${word}`;
  }
  if (question.kind === 'line') return `${question.prompt}${given.kind === 'line' ? given.text : '^C'}`;
  if (question.kind === 'secret') {
    return `${question.prompt}${given.kind === 'secret' ? '*'.repeat(Math.min(8, given.bytes.length)) : '^C'}`;
  }
  return '';
}

/** The PSReadLine cmdlets. */
function answerEditor(core: ShellCore, request: EditorRequest): EditorReply {
  switch (request.kind) {
    case 'get-options':
      return { kind: 'options', options: { ...core.preferences, HistorySavePath: core.history.path } };
    case 'set-options': {
      const { preferences, problems } = changePreferences(core.preferences, request.options);
      if (problems.length > 0) return { kind: 'refused', message: problems.join(' ') };
      core.applyPreferences(preferences);
      return { kind: 'done' };
    }
    case 'set-colors': {
      const { colors, problems } = changeColors(core.ownColors, request.colors);
      if (problems.length > 0) return { kind: 'refused', message: problems.join(' ') };
      core.ownColors = colors;
      core.applyPreferences(core.preferences);
      return { kind: 'done' };
    }
    case 'get-key-handlers':
      return { kind: 'key-handlers', handlers: keyHandlers(core, request.unbound) };
    case 'set-key-handler':
      return setKey(core, request.chord, request.function);
    case 'set-key-script': {
      const chord = parseChord(request.chord);
      return chord === undefined ? noKey(request.chord) : bind(core, chord, request.script);
    }
    case 'edit':
      return editLine(core, request.call);
    case 'remove-key-handler':
      return setKey(core, request.chord, '');
    case 'ask-about-history':
      core.asksAboutHistory = request.asks;
      return { kind: 'done' };
    case 'get-history':
      return { kind: 'history', lines: core.history.lines };
  }
}

function noKey(chord: string): EditorReply {
  const message = `${chord} is no key. Write it as Ctrl+a, Alt+Shift+LeftArrow, F5 or Ctrl+x,Ctrl+u.`;
  return { kind: 'refused', message };
}

function setKey(core: ShellCore, chord: string, functionName: string): EditorReply {
  const parsed = parseChord(chord);
  if (parsed === undefined) return noKey(chord);
  const name = functionName === '' ? '' : findFunction(functionName);
  if (name === undefined) {
    const message = `There is no function ${functionName}. Get-PSReadLineKeyHandler -Unbound lists those that have no key.`;
    return { kind: 'refused', message };
  }
  return bind(core, parsed, name);
}

function bind(core: ShellCore, chord: string, own: OwnKey): EditorReply {
  core.ownKeys.set(chord, own);
  rebind(core);
  return { kind: 'done' };
}

type Handlers = Extract<EditorReply, { kind: 'key-handlers' }>['handlers'];

export function keyHandlers(core: ShellCore, unbound: boolean): Handlers {
  const bound = core.bindings.entries();
  const used = new Set(bound.map(([, name]) => name));
  const handlers = bound.map(([key, name]) => ({
    key,
    function: name,
    group: FUNCTION_TABLE[name][0],
    description: FUNCTION_TABLE[name][1],
  }));
  const scripts = [...core.bindings.scripts].map(([key, { name, description }]) => ({
    key,
    function: name,
    group: 'Custom',
    description,
  }));
  if (!unbound) return [...handlers, ...scripts];
  const free = (Object.keys(FUNCTION_TABLE) as (keyof typeof FUNCTION_TABLE)[])
    .filter((name) => !used.has(name))
    .map((name) => ({
      key: 'Unbound',
      function: name,
      group: FUNCTION_TABLE[name][0],
      description: FUNCTION_TABLE[name][1],
    }));
  return [...handlers, ...scripts, ...free];
}
