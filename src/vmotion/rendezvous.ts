/**
 * What the two data planes and vCenter tell each other apart from the connection: the port that the
 * source listens on, and whether the guest moves. It is shared memory, because the decision must be the
 * same for both whatever happens to the connection.
 */
export interface Rendezvous {
  readonly words: Int32Array;
}

const PORT = 0;
const DECISION = 1;
const UNDECIDED = 0;
const ASKED = 1;
const MOVE = 2;
const STAY = 3;
const POLL_MS = 1;

export function createRendezvous(): Rendezvous {
  return { words: new Int32Array(new SharedArrayBuffer(8)) };
}

export function announcePort({ words }: Rendezvous, port: number): void {
  Atomics.store(words, PORT, port);
}

/** The source's port, once it listens; undefined when the migration ended before. */
export async function portOf(rendezvous: Rendezvous, signal: AbortSignal): Promise<number | undefined> {
  await until(() => Atomics.load(rendezvous.words, PORT) !== 0 || isDecided(rendezvous) || signal.aborted);
  const port = Atomics.load(rendezvous.words, PORT);
  return port === 0 || signal.aborted ? undefined : port;
}

/** The source's question: it stops its guest and waits for the answer. */
export async function askDecision(rendezvous: Rendezvous, tell: () => void): Promise<boolean> {
  Atomics.compareExchange(rendezvous.words, DECISION, UNDECIDED, ASKED);
  tell();
  return decisionOf(rendezvous);
}

/** Resolves when it has been decided: true when the guest moves. */
export async function decisionOf(rendezvous: Rendezvous): Promise<boolean> {
  await until(() => isDecided(rendezvous));
  return Atomics.load(rendezvous.words, DECISION) === MOVE;
}

export function isAsked({ words }: Rendezvous): boolean {
  return Atomics.load(words, DECISION) === ASKED;
}

export function hasMoved({ words }: Rendezvous): boolean {
  return Atomics.load(words, DECISION) === MOVE;
}

/** Decides, once and for all: a later call changes nothing. */
export function decide(rendezvous: Rendezvous, moves: boolean): void {
  const answer = moves ? MOVE : STAY;
  Atomics.compareExchange(rendezvous.words, DECISION, UNDECIDED, answer);
  Atomics.compareExchange(rendezvous.words, DECISION, ASKED, answer);
}

function isDecided({ words }: Rendezvous): boolean {
  return Atomics.load(words, DECISION) >= MOVE;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
