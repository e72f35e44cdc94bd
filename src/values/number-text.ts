/** A double as .NET prints it: shortest digits that read back, exponent from 1E+15 up and below 1E-04. */
export function doubleText(value: number): string {
  if (Number.isInteger(value) && value < 1e15 && value > -1e15)
    return Object.is(value, -0) ? '-0' : String(value);
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '∞';
  if (value === -Infinity) return '-∞';
  return layOut(value.toExponential());
}

/** A double as a cast to string gives it: at most 15 significant digits. */
export function castDoubleText(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) {
    return Math.abs(value) < 1e15 || !Number.isFinite(value)
      ? doubleText(value)
      : layOut(value.toExponential(14));
  }
  return layOut(value.toExponential(14));
}

/** A single as a cast to string gives it: at most 7 significant digits. */
export function castSingleText(value: number): string {
  return Number.isFinite(value) && value !== 0 ? layOut(value.toExponential(6), 1e7) : doubleText(value);
}

/** A single: the shortest digits that read back to the same 32-bit number. */
export function singleText(value: number): string {
  if (!Number.isFinite(value)) return doubleText(value);
  for (let digits = 1; digits < 10; digits++) {
    const text = value.toExponential(digits - 1);
    if (Math.fround(Number(text)) === value) return layOut(text, 1e7);
  }
  return doubleText(value);
}

/** Lays out `d.ddde±x` in .NET's way. Singles change to exponents from 1E+08, doubles from 1E+15. */
function layOut(exponential: string, switchAt = 1e15): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(exponential);
  if (match === null) return exponential;
  const [, sign = '', first = '', rest = '', power = '0'] = match;
  const exponent = Number(power);
  const digits = (first + rest).replace(/0+$/, '') || '0';
  if (exponent >= Math.log10(switchAt) || exponent < -4) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${digits.charAt(0)}${fraction}E${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return sign + digits.padEnd(exponent + 1, '0');
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}
