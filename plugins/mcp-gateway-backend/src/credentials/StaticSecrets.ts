import { readFile, stat } from 'node:fs/promises';
import type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Clock } from '../access/Clock';
import { asHeader } from './asHeader';
import type { SecretSettings } from './readSecretSettings';

/** How often a file is looked at: secrets are rotated under a running gateway. */
const LOOK_MS = 5_000;
const MAX_BYTES = 64 * 1024;

/** `spec.mcp.credential` of type `static`: one secret for everybody, from the gateway's configuration. */
export class StaticSecrets implements CredentialProvider {
  static create(options: {
    settings: ReadonlyMap<string, SecretSettings>;
    clock: Clock;
  }): StaticSecrets {
    return new StaticSecrets(options.settings, options.clock);
  }

  readonly type = 'static';
  readonly #settings: ReadonlyMap<string, SecretSettings>;
  readonly #clock: Clock;
  readonly #files = new Map<
    string,
    { value: string; version: string; lookedAt: number }
  >();

  private constructor(
    settings: ReadonlyMap<string, SecretSettings>,
    clock: Clock,
  ) {
    this.#settings = settings;
    this.#clock = clock;
  }

  provide(
    request: CredentialRequest,
  ): CredentialResult | Promise<CredentialResult> {
    const { config, serverRef } = request;
    if (config.type !== 'static') {
      throw new Error(`This provider does not answer for '${config.type}'`);
    }
    const secret = this.#settings.get(config.secret);
    // One answer for both: an owner learns nothing of what others have.
    if (!secret?.servers.has(serverRef)) {
      return {
        kind: 'misconfigured',
        text: `The gateway has no secret '${config.secret}' for this server (mcpGateway.credentials.secrets).`,
      };
    }
    if (secret.value !== undefined) return asHeader(config, secret.value);
    const held = this.#files.get(secret.file);
    return held && this.#clock.monotonic() - held.lookedAt < LOOK_MS
      ? asHeader(config, held.value)
      : this.#read(secret.file).then(value => asHeader(config, value));
  }

  async #read(file: string): Promise<string> {
    const { mtimeMs, size, ino } = await stat(file);
    const version = `${mtimeMs}:${size}:${ino}`;
    const lookedAt = this.#clock.monotonic();
    const held = this.#files.get(file);
    if (held?.version === version) {
      held.lookedAt = lookedAt;
      return held.value;
    }
    if (size > MAX_BYTES) throw new Error(`${file} is too large for a secret`);
    const value = (await readFile(file, 'utf8')).trim();
    if (!value) throw new Error(`${file} is empty`);
    this.#files.set(file, { value, version, lookedAt });
    return value;
  }
}
