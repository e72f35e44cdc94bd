import type { SecretKey } from '../crypto/secret-key.ts';
import type { ConversionControl } from './conversion-control.ts';
import type { KeyEncryptionKey } from './disk-key.ts';

/** What the data threads are told; survives structured cloning (keys are KeyObjects). */
export interface ConversionJob {
  /**
   * `guest`: read as the guest reads, through all layers. `raw`: the bytes of the extent as they lie there. `blank`:
   * zeros, whatever the source has, and where there is none. `filled`: a move that writes out the holes of an encrypted disk, encrypted under
   * the data key that the disk keeps.
   */
  readonly view: 'guest' | 'raw' | 'blank' | 'filled';
  readonly source: string;
  readonly target: string;
  readonly targetExtent: string;
  /** The parent of a delta that is copied. */
  readonly parentName: string | undefined;
  /** Of the new disk: its source's, or more. */
  readonly capacityBytes: number;
  readonly isThick: boolean;
  /** What the new descriptor says; a disk with written-out holes is thick. */
  readonly isThin: boolean;
  readonly replaces: string | undefined;
  readonly sourceKeys: readonly KeyEncryptionKey[];
  readonly targetKey: { readonly kek: KeyEncryptionKey; readonly dek: SecretKey } | undefined;
  readonly maxBytesPerSecond: number | undefined;
  readonly syncsFolder: boolean;
  readonly control: ConversionControl;
}
