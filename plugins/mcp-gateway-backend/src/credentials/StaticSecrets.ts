import type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { asHeader } from './asHeader';
import type { SecretReading, SecretSource } from './SecretSource';

/** A secret that servers may be called with. */
export interface StaticSecret {
  /** Entity refs of the servers that may use it: an owner must not send another's secret to a server of their own. */
  readonly servers: ReadonlySet<string>;
  readonly source: SecretSource;
}

/** `spec.mcp.credential` of type `static`: one secret for everybody, from the gateway's configuration. */
export class StaticSecrets implements CredentialProvider {
  static create(options: {
    secrets: ReadonlyMap<string, StaticSecret>;
  }): StaticSecrets {
    return new StaticSecrets(options.secrets);
  }

  readonly type = 'static';
  readonly #secrets: ReadonlyMap<string, StaticSecret>;

  private constructor(secrets: ReadonlyMap<string, StaticSecret>) {
    this.#secrets = secrets;
  }

  provide(
    request: CredentialRequest,
  ): CredentialResult | Promise<CredentialResult> {
    const { config } = request;
    if (config.type !== 'static') {
      throw new Error(`This provider does not answer for '${config.type}'`);
    }
    const source = this.#sourceOf(request);
    if (!source) {
      return {
        kind: 'misconfigured',
        text: `The gateway has no secret '${config.secret}' for this server (mcpGateway.credentials.secrets).`,
      };
    }
    const reading = source.read();
    return reading instanceof Promise
      ? reading.then(read => toResult(config, read))
      : toResult(config, reading);
  }

  async refused(request: CredentialRequest): Promise<void> {
    this.#sourceOf(request)?.lookAgain();
  }

  /** One answer for what there is not and for what is another's: an owner learns nothing of what others have. */
  #sourceOf({ config, serverRef }: CredentialRequest) {
    const secret =
      config.type === 'static' ? this.#secrets.get(config.secret) : undefined;
    return secret?.servers.has(serverRef) ? secret.source : undefined;
  }
}

function toResult(
  config: { header?: string; scheme?: string },
  reading: SecretReading,
): CredentialResult {
  switch (reading.kind) {
    case 'secret':
      return asHeader(config, reading.secret);
    case 'unavailable':
      return { kind: 'unavailable' };
    case 'gone':
      return { kind: 'misconfigured', text: reading.text };
    default:
      throw new Error(`No such reading: ${reading satisfies never}`);
  }
}
