import { buildIfStale } from '../tools/build-if-stale.cjs';

/** Workers and child processes run from dist/, so it must be of these sources. */
export default async function setup(): Promise<void> {
  await buildIfStale();
}
