import { InputError } from '@backstage/errors';
import type { TrustSettings } from '../settings/TrustSettings';
import { NpmRegistry } from './NpmRegistry';
import { OciRegistry } from './OciRegistry';
import { PypiRegistry } from './PypiRegistry';
import { RegistryHttp } from './RegistryHttp';

/** The registries that the configuration names. None is asked that it does not. */
export class Registries {
  static create(settings: TrustSettings): Registries {
    return new Registries(settings);
  }

  readonly #npm: NpmRegistry | undefined;
  readonly #pypi: PypiRegistry | undefined;
  readonly #images: ReadonlyMap<string, OciRegistry>;

  private constructor({ npm, pypi, images, timeoutMs }: TrustSettings) {
    this.#npm =
      npm &&
      NpmRegistry.create({
        ...npm,
        http: RegistryHttp.create({ origins: [npm.url.origin], timeoutMs }),
      });
    this.#pypi =
      pypi &&
      PypiRegistry.create({
        ...pypi,
        http: RegistryHttp.create({
          origins: [pypi.url.origin, pypi.simple.origin],
          timeoutMs,
        }),
      });
    this.#images = new Map(
      images.map(one => [
        one.host,
        OciRegistry.create({
          ...one,
          http: RegistryHttp.create({
            origins: [one.url.origin, ...one.alsoAsks],
            timeoutMs,
          }),
        }),
      ]),
    );
  }

  /** @throws InputError where none is configured. */
  get npm(): NpmRegistry {
    if (!this.#npm) {
      throw new InputError(
        'No registry of npm is configured to be asked: mcpRegistry.trust.npm.url.',
      );
    }
    return this.#npm;
  }

  /** @throws InputError where none is configured. */
  get pypi(): PypiRegistry {
    if (!this.#pypi) {
      throw new InputError(
        'No index of PyPI is configured to be asked: mcpRegistry.trust.pypi.url.',
      );
    }
    return this.#pypi;
  }

  /** @throws InputError where it is not configured. */
  image(host: string): OciRegistry {
    const registry = this.#images.get(host);
    if (!registry) {
      throw new InputError(
        `The registry ${host} is not configured to be asked: mcpRegistry.trust.images.`,
      );
    }
    return registry;
  }
}
