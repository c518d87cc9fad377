/** A scanner did not do what it was asked: that is no verdict on what it was asked about. */
export class ScannerFailed extends Error {
  /** Another try may succeed. */
  readonly isTransient: boolean;

  constructor(message: string, options: { isTransient: boolean }) {
    super(message);
    this.name = 'ScannerFailed';
    this.isTransient = options.isTransient;
  }
}
