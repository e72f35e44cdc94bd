import { type ExactNumber, group, rescale } from './exact-number.ts';

/** A custom numeric format such as `#,##0.00`, `000`, `0.0%`, `0.00E+00`, with `;` sections. */
export function formatCustom(number: ExactNumber, format: string): string {
  const sections = splitSections(format);
  const isZero = number.units === 0n;
  const [positive = '', negative, zero] = sections;
  if (isZero && zero !== undefined) return layOut(number, zero);
  if (number.negative && negative !== undefined && negative !== '') return layOut(number, negative);
  const text = layOut(number, positive);
  return number.negative && /[1-9]/.test(text) ? `-${text}` : text;
}

interface Token {
  readonly kind: 'digit' | 'point' | 'comma' | 'exponent' | 'literal';
  readonly text: string;
}

function tokensOf(section: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /'[^']*'?|"[^"]*"?|\\.|[Ee][+-]?0+|[0#]|\.|,|[\s\S]/g;
  for (const [text] of section.matchAll(pattern)) {
    if (text === '0' || text === '#') tokens.push({ kind: 'digit', text });
    else if (text === '.') tokens.push({ kind: 'point', text });
    else if (text === ',') tokens.push({ kind: 'comma', text });
    else if (/^[Ee][+-]?0+$/.test(text)) tokens.push({ kind: 'exponent', text });
    else if (text.startsWith("'") || text.startsWith('"'))
      tokens.push({ kind: 'literal', text: text.replace(/^.|['"]$/g, '') });
    else if (text.startsWith('\\')) tokens.push({ kind: 'literal', text: text.slice(1) });
    else tokens.push({ kind: 'literal', text });
  }
  return tokens;
}

function splitSections(format: string): string[] {
  const sections: string[] = [''];
  for (const [text] of format.matchAll(/'[^']*'?|"[^"]*"?|\\.|[\s\S]/g)) {
    if (text === ';') sections.push('');
    else sections.push((sections.pop() ?? '') + text);
  }
  return sections;
}

function layOut(number: ExactNumber, section: string): string {
  const tokens = tokensOf(section);
  const point = tokens.findIndex((token) => token.kind === 'point');
  const wholeTokens = point < 0 ? tokens : tokens.slice(0, point);
  const fractionTokens = point < 0 ? [] : tokens.slice(point + 1);
  const decimals = fractionTokens.filter((token) => token.kind === 'digit').length;
  const scaled = applyScaling(number, tokens, wholeTokens);
  const exponent = tokens.find((token) => token.kind === 'exponent');
  const { value, power } =
    exponent === undefined ? { value: scaled, power: 0 } : normalise(scaled, wholeTokens);
  const digits = rescale(value, decimals)
    .toString()
    .padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals);
  if (!tokens.some((token) => token.kind === 'digit')) return literals(tokens, power);
  const wholeText = placeWhole(whole === '0' ? '' : whole, wholeTokens, power);
  return wholeText + placeFraction(fraction, fractionTokens, power);
}

/** Percent signs multiply, commas before the point divide by a thousand. */
function applyScaling(number: ExactNumber, tokens: readonly Token[], whole: readonly Token[]): ExactNumber {
  let units = number.units;
  let scale = number.scale;
  for (const token of tokens) {
    if (token.kind === 'literal' && token.text === '%') units *= 100n;
    if (token.kind === 'literal' && token.text === '‰') units *= 1000n;
  }
  const lastDigit = whole.findLastIndex((token) => token.kind === 'digit');
  scale += 3 * whole.slice(lastDigit + 1).filter((token) => token.kind === 'comma').length;
  return { ...number, units, scale };
}

function normalise(number: ExactNumber, whole: readonly Token[]): { value: ExactNumber; power: number } {
  const places = Math.max(1, whole.filter((token) => token.kind === 'digit').length);
  if (number.units === 0n) return { value: number, power: 0 };
  const length = number.units.toString().length - number.scale;
  const power = length - places;
  const scale = number.scale + power;
  return scale >= 0
    ? { value: { ...number, scale }, power }
    : { value: { ...number, units: number.units * 10n ** BigInt(-scale), scale: 0 }, power };
}

function placeWhole(digits: string, tokens: readonly Token[], power: number): string {
  const slots = tokens.filter((token) => token.kind === 'digit');
  const lastDigit = tokens.findLastIndex((token) => token.kind === 'digit');
  const grouped = tokens.some((token, index) => token.kind === 'comma' && index < lastDigit && index > 0);
  const firstZero = slots.findIndex((token) => token.text === '0');
  const least = firstZero < 0 ? 0 : slots.length - firstZero;
  const padded = digits.padStart(least, '0');
  if (slots.length === 0) return digits + literals(tokens, power);
  if (grouped) {
    const first = tokens.findIndex((token) => token.kind === 'digit');
    return (
      literals(tokens.slice(0, first), power) + group(padded) + literals(tokens.slice(lastDigit + 1), power)
    );
  }
  return spread(padded, tokens, power);
}

/** Puts digits into their places from the right; literals stay where they are, extra digits come first. */
function spread(padded: string, tokens: readonly Token[], power: number): string {
  let rest = padded;
  let text = '';
  let slotsLeft = tokens.filter((token) => token.kind === 'digit').length;
  for (const token of tokens.toReversed()) {
    if (token.kind === 'digit') {
      slotsLeft--;
      const take = slotsLeft === 0 ? rest.length : Math.min(1, rest.length);
      text = rest.slice(rest.length - take) + text;
      rest = rest.slice(0, rest.length - take);
    } else {
      text = literal(token, power) + text;
    }
  }
  return text;
}

function placeFraction(digits: string, tokens: readonly Token[], power: number): string {
  const slots = tokens.filter((token) => token.kind === 'digit');
  const lastZero = slots.findLastIndex((token) => token.text === '0');
  const needed = Math.max(lastZero + 1, digits.replace(/0+$/, '').length);
  let index = 0;
  let text = '';
  for (const token of tokens) {
    if (token.kind === 'digit') text += index < needed ? digits.charAt(index++) : '';
    else text += literal(token, power);
  }
  return needed > 0 ? `.${text}` : text;
}

function literals(tokens: readonly Token[], power: number): string {
  return tokens.map((token) => literal(token, power)).join('');
}

function literal(token: Token, power: number): string {
  if (token.kind === 'literal') return token.text;
  if (token.kind !== 'exponent') return '';
  const sign = power < 0 ? '-' : token.text.includes('+') ? '+' : '';
  const zeros = token.text.replace(/[^0]/g, '').length;
  return `${token.text.charAt(0)}${sign}${String(Math.abs(power)).padStart(zeros, '0')}`;
}
