/**
 * Expected failures are values. A function that can fail in a way its caller must handle returns a
 * `Result`; a bug throws. `Fault` types are unions discriminated by `kind`.
 */
export type Result<T, F> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: F };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function fail<F>(fault: F): { readonly ok: false; readonly fault: F } {
  return { ok: false, fault };
}
