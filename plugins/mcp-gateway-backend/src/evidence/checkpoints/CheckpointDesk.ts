import type { GatewayPaths } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ChainExports } from '../chain-export/ChainExports';
import type { NamedPlace } from '../../operations/readCheckpointFinding';
import type { AuditKeys } from './AuditKeys';
import type { Checkpoints } from './Checkpoints';
import type { CheckpointStore } from './CheckpointStore';

type Answer<Path extends '/audit/keys' | '/audit/checkpoints'> =
  GatewayPaths[Path]['get']['responses'][200]['content']['application/json'];

/** What people are shown of checkpoints. */
export class CheckpointDesk {
  static create(options: {
    keys: Pick<AuditKeys, 'publicKeys'>;
    store: Pick<CheckpointStore, 'newest'>;
    checkpoints: Pick<Checkpoints, 'states'>;
    exports: Pick<ChainExports, 'give'>;
  }): CheckpointDesk {
    return new CheckpointDesk(options);
  }

  readonly #options: Parameters<typeof CheckpointDesk.create>[0];

  private constructor(options: Parameters<typeof CheckpointDesk.create>[0]) {
    this.#options = options;
  }

  /** Every public key that ever signed. */
  async keys(): Promise<Answer<'/audit/keys'>> {
    const { keys } = await this.#options.keys.publicKeys();
    return { keys: keys.map(key => ({ ...key })) };
  }

  /** The newest checkpoint, and how far each place has them. */
  async state(): Promise<Answer<'/audit/checkpoints'>> {
    const newest = await this.#options.store.newest();
    return {
      ...(newest && { newest: { number: newest.number, at: newest.at } }),
      places: (await this.#options.checkpoints.states()).map(
        ({ label, ...place }) => place,
      ),
    };
  }

  /** The places, as the set-up page names them. */
  async places(): Promise<NamedPlace[]> {
    return await this.#options.checkpoints.states();
  }

  /** See {@link ChainExports}. */
  get exports(): Pick<ChainExports, 'give'> {
    return this.#options.exports;
  }
}
