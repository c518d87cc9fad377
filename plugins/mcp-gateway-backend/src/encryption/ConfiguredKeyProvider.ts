import type {
  KeyProvider,
  WrappedKey,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { SecretBox } from './SecretBox';

/** The keys of `mcpGateway.encryption.keys`, from the environment or from files. */
export class ConfiguredKeyProvider implements KeyProvider {
  static create(options: { box: SecretBox }): ConfiguredKeyProvider {
    return new ConfiguredKeyProvider(options.box);
  }

  readonly type = 'configured';
  readonly #box: SecretBox;

  private constructor(box: SecretBox) {
    this.#box = box;
  }

  async currentKeyId(): Promise<string> {
    const id = this.#box.currentId;
    if (id === undefined) {
      // Credentials are never stored in the clear, whatever else may be.
      throw new Error(
        'Nothing encrypts credentials: set mcpGateway.encryption.keys (make a secret with: openssl rand -base64 32)',
      );
    }
    return id;
  }

  async wrap(dataKey: Uint8Array, context: string): Promise<WrappedKey> {
    const keyId = await this.currentKeyId();
    const text = Buffer.from(dataKey).toString('base64');
    return { keyId, wrapped: this.#box.seal(context, text) };
  }

  async unwrap({ wrapped }: WrappedKey, context: string): Promise<Uint8Array> {
    await this.currentKeyId();
    if (!this.#box.isSealed(wrapped)) throw new Error('A data key is open');
    return Buffer.from(this.#box.open(context, wrapped), 'base64');
  }
}
