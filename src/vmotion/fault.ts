/** Why a migration did not complete. Until the switch-over is decided, the source keeps running the guest. */
export interface MigrationFault {
  readonly kind:
    | 'ChannelIntegrity'
    | 'ChannelCut'
    | 'PeerSilent'
    | 'PeerRefused'
    | 'MemoryMismatch'
    | 'NotConverging'
    | 'KeyExhausted'
    | 'Cancelled'
    | 'SwitchOverRefused'
    | 'SourceLost'
    | 'DestinationLost';
  readonly side: 'source' | 'destination';
  readonly message: string;
}

/** Carries a fault out of the nested steps of one side; `runSource` and `runDestination` turn it into their result. */
export class MigrationStop extends Error {
  override readonly name = 'MigrationStop';
  readonly fault: MigrationFault;

  constructor(fault: MigrationFault) {
    super(fault.message);
    this.fault = fault;
  }
}

export function stopSource(kind: MigrationFault['kind'], message: string): MigrationStop {
  return new MigrationStop({ kind, side: 'source', message });
}

export function stopDestination(kind: MigrationFault['kind'], message: string): MigrationStop {
  return new MigrationStop({ kind, side: 'destination', message });
}
