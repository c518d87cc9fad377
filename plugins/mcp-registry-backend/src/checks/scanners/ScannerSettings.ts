import type { SeverityPolicy } from '../contents/settings/ContentsSettings';

/** What a scanner can be asked about. */
export const SCANNED_KINDS = ['npm', 'pypi', 'oci', 'remote'] as const;
/** See {@link SCANNED_KINDS}. */
export type ScannedKind = (typeof SCANNED_KINDS)[number];

interface AnyScanner {
  /** Of the check that it is. */
  readonly id: string;
  readonly title: string;
  /** What it is asked about; of others it says nothing. */
  readonly kinds: readonly ScannedKind[];
  /** Where its data may be no older than that. */
  readonly maxDataAgeHours?: number;
  readonly severity: SeverityPolicy;
  /** Changes with everything that changes verdicts; no secrets. */
  readonly fingerprint: string;
}

/** A program of the machine that writes SARIF. */
export interface CommandScanner extends AnyScanner {
  readonly kind: 'command';
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** With which it ends when it was done, whatever it found. */
  readonly exitCodes: readonly number[];
  readonly maxBytes: number;
}

/** A service that speaks as scanners of Harbor do. */
export interface HttpScanner extends AnyScanner {
  readonly kind: 'http';
  /** Of its API: `https://scanner.example/api/v1/` */
  readonly url: URL;
  /** Headers that say who asks. */
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
}

/** One of `mcpRegistry.scanners`. */
export type ScannerSettings = CommandScanner | HttpScanner;
