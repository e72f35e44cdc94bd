import type { Session } from '../../src/cmdlet/session.ts';

/** A fraction from 0 up to but not including 1. */
export type RandomSource = () => number;

const seeded = new WeakMap<Session, RandomSource>();

/** Random fractions of a session: the system's, or after `seedRandom` the ones that follow from the seed. */
export function randomSource(session: Session): RandomSource {
  return seeded.get(session) ?? systemSource(session);
}

/** Makes the random numbers of a session repeatable. */
export function seedRandom(session: Session, seed: number): void {
  seeded.set(session, seededSource(seed));
}

/** The system's own random numbers, which nobody can foresee. */
export function systemSource(session: Session): RandomSource {
  return () => {
    let whole = 0;
    for (const byte of session.host.randomBytes(6)) whole = whole * 256 + byte;
    return whole / 2 ** 48;
  };
}

/** Two 32-bit steps of a Weyl sequence with a mixing function (splitmix32) give 53 bits. */
function seededSource(seed: number): RandomSource {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53;
}
