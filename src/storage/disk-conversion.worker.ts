import { serveWorker } from '../worker/serve.ts';
import { assistConversion, leadConversion } from './conversion-run.ts';
import { runPieces } from './file-pieces-run.ts';
import { runImage } from './image-run.ts';
import { runInPlace } from './in-place-run.ts';
import { runIoMeasure } from './io-measure-run.ts';
import { runMerge } from './merge-run.ts';

/** A data thread. Each conversion has one that leads and, when it is large, one that assists. */
serveWorker(() => ({
  convert: leadConversion,
  'convert-in-place': runInPlace,
  image: runImage,
  assist: assistConversion,
  measure: runIoMeasure,
  merge: runMerge,
  pieces: runPieces,
}));
