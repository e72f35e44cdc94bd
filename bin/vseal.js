#!/usr/bin/env node
const { existsSync } = require('node:fs');

const start = () => require('../dist/load.cjs').load('core:src/app/main.ts').main();
const checkout = existsSync(`${__dirname}/../src`) ? require('../tools/build-if-stale.cjs') : undefined;
if (checkout?.isCoreStale()) checkout.buildIfStale().then(start);
else start();
