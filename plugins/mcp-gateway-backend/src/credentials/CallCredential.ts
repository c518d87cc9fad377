import type {
  CredentialProvider,
  CredentialRequest,
} from '@sallyport/backstage-plugin-mcp-gateway-node';

/** The credential that a decided call carries to its server. Never logged, recorded or answered. */
export interface CallCredential {
  readonly headers: Readonly<Record<string, string>>;
  /** What no answer may contain. */
  readonly secrets: readonly string[];
  /** By the monotone clock: what goes out long after the call was decided needs a fresh one. */
  readonly obtainedAt: number;
  readonly request: CredentialRequest;
  readonly provider: CredentialProvider;
}
