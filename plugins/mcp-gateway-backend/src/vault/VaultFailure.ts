/** Refused: Vault has it not, or not for the gateway. Unavailable: not now. */
export type VaultFailureKind = 'refused' | 'unavailable';

/** Why Vault gave nothing. Its message quotes nothing that Vault was sent or has said. */
export class VaultFailure extends Error {
  override readonly name = 'VaultFailure';
  readonly kind: VaultFailureKind;

  constructor(kind: VaultFailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
