import type {
  AlertSeverity,
  DetectorId,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { QuietPeriod } from './dueAt';
import type { ReactionRule } from './reactions/types';

/** Where alerts are sent to, beside the portal. */
export interface WebhookSettings {
  readonly name: string;
  readonly url: string;
  /** Signs what is sent; absent: it is not signed. */
  readonly secret?: string;
  /** `slack`: what Slack, Mattermost and others take. */
  readonly format: 'json' | 'slack';
  /** Less bad alerts are not sent there. */
  readonly from: AlertSeverity;
}

/** `mcpGateway.alerts`, read and checked once. */
export interface AlertSettings {
  readonly enabled: boolean;
  /** Detectors that are switched off. */
  readonly off: ReadonlySet<DetectorId>;
  readonly decoys: readonly string[];
  /** Groups that hear of every alert, beside the server's owner. */
  readonly recipients: readonly string[];
  /** Less bad alerts are shown and notify nobody. */
  readonly notifyFrom: AlertSeverity;
  readonly quiet: readonly QuietPeriod[];
  readonly webhooks: readonly WebhookSettings[];
  /** What is done by itself; without any, people are told and that is all. */
  readonly reactions: readonly ReactionRule[];
}
