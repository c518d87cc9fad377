import type {
  CredentialProvider,
  CredentialRequest,
} from '@sallyport/backstage-plugin-mcp-gateway-node';

/** The credential that a decided call carries to its server. Never logged, recorded or answered. */
export interface CallCredential {
  readonly headers: Readonly<Record<string, string>>;
  /** What no answer may contain. */
  readonly secrets: readonly string[];
  /** Which of the person's accounts it is of: what the gateway began with one does not go on with another. */
  readonly account?: string;
  /** What it was given for: the very object that the provider was asked with. */
  readonly request: CredentialRequest;
  readonly provider: CredentialProvider;
  /** When it was given, on the monotone clock. */
  readonly givenAt: number;
  /** Filled in by whoever sends: whether anything has left with it. The record says so. */
  readonly use: { isSent: boolean };
}
