#!/usr/bin/env node
import { existsSync } from 'node:fs';

if (existsSync(new URL('../src/', import.meta.url))) {
  await (await import('../tools/build-if-stale.mjs')).buildIfStale();
}
await import('../dist/vseal.js');
