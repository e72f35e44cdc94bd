import type { Host } from '../cmdlet/host.ts';
import { stripDecoration } from '../format/decoration.ts';

/** Gets what is shown, while there is a transcript. */
export type TranscriptWriter = ((text: string) => void) | undefined;

/** The host, with a copy of all that it shows, without colours, going to the transcript of Start-Transcript. */
export function transcribedHost(host: Host, transcript: () => TranscriptWriter): Host {
  const { streams } = host;
  const copy = (text: string): void => transcript()?.(stripDecoration(text));
  return {
    ...host,
    streams: {
      progress: (record) => streams.progress(record),
      out: (text, style) => {
        copy(text);
        streams.out(text, style);
      },
      err: (text, style) => {
        copy(text);
        streams.err(text, style);
      },
    },
  };
}
