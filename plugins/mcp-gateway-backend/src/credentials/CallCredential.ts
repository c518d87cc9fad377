import type {
  CredentialProvider,
  CredentialRequest,
} from '@sallyport/backstage-plugin-mcp-gateway-node';

/** The credential that a decided call carries to its server. Never logged, recorded or answered. */
export interface CallCredential {
  readonly headers: Readonly<Record<string, string>>;
  /** What no answer may contain. */
  readonly secrets: readonly string[];
  readonly request: CredentialRequest;
  readonly provider: CredentialProvider;
}
