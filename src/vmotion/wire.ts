/** One connection between two hosts' data planes, whatever carries it. */
export interface Wire {
  /** Resolves when `bytes` may be reused; rejects when the connection is gone. */
  write(bytes: Uint8Array): Promise<void>;
  /** Starts receiving: each piece is put into the buffer that `room` gives, then `filled` is told its length. */
  receive(room: () => Uint8Array, filled: (lengthBytes: number) => void): void;
  /** Called once, when the connection has ended on either side for whatever reason. */
  onClose(listener: () => void): void;
  /** Sends what was written, then ends the connection. */
  end(): void;
  /** Ends the connection at once. */
  destroy(): void;
}
