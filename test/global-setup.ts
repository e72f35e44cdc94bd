import { buildDist, isStale } from '../tools/build.mjs';

/** Workers and child processes run from dist/, so it must be of these sources. */
export default async function setup(): Promise<void> {
  if (isStale()) await buildDist();
}
