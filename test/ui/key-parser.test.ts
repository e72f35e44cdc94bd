import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chordName, type InputEvent, parseChord } from '../../src/ui/keys/key.ts';
import { createKeyParser } from '../../src/ui/keys/key-parser.ts';
import { createSecretReader } from '../../src/ui/keys/secret-reader.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function shown(events: readonly InputEvent[]): string[] {
  return events.map((event) => (event.type === 'paste' ? `paste:${event.text}` : chordName(event)));
}

function parsed(...chunks: string[]): string[] {
  const parser = createKeyParser();
  return shown([...chunks.flatMap((chunk) => parser.feed(bytes(chunk))), ...parser.flush()]);
}

describe('keys from bytes', () => {
  it.each([
    ['a', 'a'],
    [' ', 'Spacebar'],
    ['é', 'é'],
    ['\u0001', 'Ctrl+a'],
    ['\u0000', 'Ctrl+Spacebar'],
    ['\u0008', 'Ctrl+Backspace'],
    ['\u007f', 'Backspace'],
    ['\t', 'Tab'],
    ['\r', 'Enter'],
    ['\n', 'Ctrl+j'],
    ['\u001f', 'Ctrl+_'],
    ['\u001d', 'Ctrl+]'],
    ['\u001b', 'Escape'],
    ['\u001bb', 'Alt+b'],
    ['\u001bB', 'Alt+B'],
    ['\u001b\u007f', 'Alt+Backspace'],
    ['\u001b\r', 'Alt+Enter'],
    ['\u001b ', 'Alt+Spacebar'],
    ['\u001b\u0019', 'Ctrl+Alt+y'],
    ['\u001b[A', 'UpArrow'],
    ['\u001bOA', 'UpArrow'],
    ['\u001b[H', 'Home'],
    ['\u001b[1~', 'Home'],
    ['\u001b[3~', 'Delete'],
    ['\u001b[3;5~', 'Ctrl+Delete'],
    ['\u001b[1;5C', 'Ctrl+RightArrow'],
    ['\u001b[1;2D', 'Shift+LeftArrow'],
    ['\u001b[1;6D', 'Ctrl+Shift+LeftArrow'],
    ['\u001b[1;3D', 'Alt+LeftArrow'],
    ['\u001b[Z', 'Shift+Tab'],
    ['\u001bOP', 'F1'],
    ['\u001b[11~', 'F1'],
    ['\u001b[[A', 'F1'],
    ['\u001bOQ', 'F2'],
    ['\u001b[19~', 'F8'],
    ['\u001b[19;2~', 'Shift+F8'],
    ['\u001b[18;3~', 'Alt+F7'],
    ['\u001b[13;2u', 'Shift+Enter'],
    ['\u001b[13;5u', 'Ctrl+Enter'],
    ['\u001b[27;5;13~', 'Ctrl+Enter'],
    ['\u001b[27u', 'Escape'],
    ['\u001b[97;5u', 'Ctrl+a'],
    ['\u001b[99;6u', 'Ctrl+Shift+c'],
    ['\u001b[32;5u', 'Ctrl+Spacebar'],
    ['\u001b[98;3u', 'Alt+b'],
    ['\u001b[127;5u', 'Ctrl+Backspace'],
  ])('%j is %s', (text, name) => {
    expect(parsed(text)).toEqual([name]);
  });

  it.each([
    ['an answer about kitty keys', '\u001b[?1u'],
    ['a mouse report', '\u001b[<0;10;10M'],
    ['a colour answer', '\u001b]11;rgb:1e1e/1e1e/1e1e\u0007'],
    ['a device answer', '\u001bP>|tmux 3.3a\u001b\\'],
    ['a C1 control', '\u0085'],
  ])('%s is no key', (_what, text) => {
    expect(parsed(`a${text}b`)).toEqual(['a', 'b']);
  });

  it('puts together what was cut anywhere', () => {
    expect(parsed('\u001b', '[', '1', ';5', 'C')).toEqual(['Ctrl+RightArrow']);
    const parser = createKeyParser();
    const family = bytes('日');
    expect(parser.feed(family.subarray(0, 1))).toEqual([]);
    expect(shown(parser.feed(family.subarray(1)))).toEqual(['日']);
  });

  it('waits a moment to tell Escape from the start of a sequence', () => {
    const parser = createKeyParser();
    expect(parser.feed(bytes('\u001b'))).toEqual([]);
    expect(parser.patienceMs).toBe(50);
    expect(shown(parser.flush())).toEqual(['Escape']);
    expect(parser.patienceMs).toBeUndefined();
  });

  it('reads bracketed pastes as one, whatever is in them', () => {
    expect(parsed('\u001b[200~Get-VM\rGet-VMHost\u001b[A\r\n\u001b[201~x')).toEqual([
      'paste:Get-VM\nGet-VMHost\u001b[A\n',
      'x',
    ]);
    expect(parsed('\u001b[200~abc\u001b[20', '1~d')).toEqual(['paste:abc', 'd']);
    expect(parsed('\u001b[200~never ended')).toEqual(['paste:never ended']);
  });

  it('knows a paste of a terminal that does not bracket it', () => {
    expect(parsed('a\rb\rc')).toEqual(['a', 'paste:\nb\nc']);
    expect(parsed('Get-VM\r')).toEqual(['G', 'e', 't', '-', 'V', 'M', 'Enter']);
    expect(parsed('\r\r')).toEqual(['Enter', 'Enter']);
  });

  it('holds the last Enter of such a paste until it is known whether more comes', () => {
    const parser = createKeyParser();
    expect(shown(parser.feed(bytes('a\rb\r')))).toEqual(['a', 'paste:\nb']);
    expect(parser.patienceMs).toBe(30);
    expect(shown(parser.feed(bytes('c\r')))).toEqual(['paste:\nc']);
    expect(shown(parser.flush())).toEqual(['Enter']);
  });

  it('survives any bytes, and gives the same however they are cut', () => {
    const soak = process.env['SOAK'] === '1';
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), (data, at) => {
        const whole = createKeyParser();
        const cut = createKeyParser();
        const cutAt = Math.min(at, data.length);
        whole.feed(data);
        whole.flush();
        cut.feed(data.subarray(0, cutAt));
        cut.feed(data.subarray(cutAt));
        cut.flush();
        expect(whole.patienceMs).toBeUndefined();
        expect(cut.patienceMs).toBeUndefined();
      }),
      { numRuns: soak ? 20_000 : 300 },
    );
  });
});

describe('chords as the user writes them', () => {
  it.each([
    ['ctrl+A', 'Ctrl+a'],
    ['Control+Spacebar', 'Ctrl+Spacebar'],
    ['Ctrl+@', 'Ctrl+Spacebar'],
    ['alt+shift+left', 'Alt+Shift+LeftArrow'],
    ['Alt+Shift+b', 'Alt+B'],
    ['f2', 'F2'],
    ['Ctrl+x,Ctrl+u', 'Ctrl+x,Ctrl+u'],
    ['Escape,.', 'Escape,.'],
    ['Alt+,', 'Alt+,'],
    [',', ','],
    ['Ctrl++', 'Ctrl++'],
    ['x', 'x'],
    ['X', 'X'],
    ['Enter', 'Enter'],
  ])('%s is %s', (text, name) => {
    expect(parseChord(text)).toBe(name);
  });
  it.each(['', 'Ctrl+', 'Hyper+x', 'F25', 'abc', 'a,b,c'])('%j is none', (text) => {
    expect(parseChord(text)).toBeUndefined();
  });
});

describe('secrets from bytes', () => {
  const read = (text: string): string => {
    const step = createSecretReader().feed(bytes(text));
    return step.kind === 'done' ? `done:${Buffer.from(step.bytes).toString()}` : step.kind;
  };
  it.each([
    ['secret\r', 'done:secret'],
    ['pässword\n', 'done:pässword'],
    ['secreX\u007ft\r', 'done:secret'],
    ['ä\u007fa\r', 'done:a'],
    ['wrong\u0015right\r', 'done:right'],
    ['a\u001b[Db\r', 'done:ab'],
    ['\u001b[200~pasted\u001b[201~\r', 'done:pasted'],
    ['abc\u0003', 'cancelled'],
    ['\u0004', 'cancelled'],
    ['a\u0004\r', 'done:a'],
    ['\r', 'done:'],
    ['abc', 'more'],
  ])('%j gives %s', (text, result) => {
    expect(read(text)).toBe(result);
  });

  it('overwrites what came from the terminal', () => {
    const chunk = bytes('secret');
    const reader = createSecretReader();
    reader.feed(chunk);
    expect([...chunk]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(reader.length).toBe(6);
    reader.dispose();
    expect(reader.length).toBe(0);
  });

  it('gives bytes of their own, that can be moved to another thread', () => {
    const reader = createSecretReader();
    const first = reader.feed(bytes('one\r'));
    expect(first.kind === 'done' && first.bytes.buffer.byteLength).toBe(3);
  });

  it('takes no more than there is room for', () => {
    const reader = createSecretReader();
    reader.feed(bytes('x'.repeat(10_000)));
    expect(reader.length).toBe(4096);
  });
});
