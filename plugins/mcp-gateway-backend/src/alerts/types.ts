import type {
  AlertSeverity,
  DetectorId,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Where an alert stands. */
export type AlertState = 'open' | 'acknowledged' | 'resolved' | 'dismissed';

/** What people are told about an alert. */
export type Told =
  | 'raised'
  | 'changed'
  | 'reopened'
  | 'retracted'
  /** What a rule wanted to do about it could not be done. */
  | 'unreacted';

/** What was found and what became of it. */
export interface Alert {
  readonly id: string;
  readonly detector: DetectorId;
  readonly severity: AlertSeverity;
  readonly state: AlertState;
  readonly who?: string;
  readonly serverRef?: string;
  /** Of the server, when it was found. */
  readonly owner?: string;
  readonly tool?: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly calls: readonly string[];
  /** What makes it another result than before. */
  readonly fingerprint: string;
  /** ISO 8601 */
  readonly firstAt: string;
  readonly lastAt: string;
  /** So often it was found. */
  readonly times: number;
  /** When its state changed last, or what it says. */
  readonly changedAt: string;
}

/** A word about an alert that is on its way. */
export interface AlertMessage {
  readonly id: number;
  readonly alertId: string;
  readonly route: string;
  readonly what: Told;
  readonly tries: number;
}

/** One way to tell people. Throws when it could not. */
export interface AlertRoute {
  readonly id: string;
  send(alert: Alert, what: Told, signal: AbortSignal): Promise<void>;
}
