import type { DiskLayer, Span } from './disk-layer.ts';

/** Several extents one behind the other as one layer. What no part covers is absent. */
export function createConcatLayer(
  parts: readonly { readonly layer: DiskLayer; readonly offset: number }[],
  capacityBytes: number,
): DiskLayer {
  const [only] = parts;
  if (only !== undefined && parts.length === 1 && only.layer.capacityBytes === capacityBytes)
    return only.layer;

  /** The part of a request that lies in each extent; `start` is relative to the request. */
  const pieces = (offset: number, lengthBytes: number) =>
    parts.flatMap(({ layer, offset: begins }) => {
      const from = Math.max(offset, begins);
      const to = Math.min(offset + lengthBytes, begins + layer.capacityBytes);
      if (to <= from) return [];
      return [{ layer, begins, within: from - begins, start: from - offset, end: to - offset }];
    });

  return {
    capacityBytes,
    read: (buffer, offset) =>
      pieces(offset, buffer.length).flatMap(({ layer, within, start, end }) =>
        layer
          .read(buffer.subarray(start, end), within)
          .map((span): Span => ({ start: span.start + start, end: span.end + start, kind: span.kind })),
      ),
    dataRanges: (offset, lengthBytes) =>
      pieces(offset, lengthBytes).flatMap(({ layer, begins, within, start, end }) =>
        layer
          .dataRanges(within, end - start)
          .map((range) => ({ offset: range.offset + begins, lengthBytes: range.lengthBytes })),
      ),
    write(data, offset, below) {
      for (const { layer, begins, within, start, end } of pieces(offset, data.length)) {
        layer.write(data.subarray(start, end), within, (buffer, at) => below(buffer, at + begins));
      }
    },
    zero(offset, lengthBytes, below) {
      for (const { layer, begins, within, start, end } of pieces(offset, lengthBytes)) {
        layer.zero(within, end - start, (buffer, at) => below(buffer, at + begins));
      }
    },
    flush() {
      for (const { layer } of parts) layer.flush();
    },
    close() {
      for (const { layer } of parts) layer.close();
    },
  };
}
