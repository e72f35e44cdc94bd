/** The time, as a port: tests and the simulated experiments bring their own. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. For showing and for records, never for order. */
  nowMs(): number;
  /** Milliseconds that never go back. For deadlines and durations. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
