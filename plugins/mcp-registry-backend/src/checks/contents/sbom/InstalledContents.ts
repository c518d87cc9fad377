import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { RevisionSnapshot } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { Clock } from '../../../service/Clock';
import { readSbom } from './readSbom';
import { copySboms, putSbom } from './SbomStore';
import { type InstalledContent, writeCycloneDx } from './writeCycloneDx';

/** Keeps what a probe found installed, as a list of contents of the revision. */
export class InstalledContents {
  static create(options: {
    knex: Knex;
    clock: Clock;
    logger: LoggerService;
  }): InstalledContents {
    return new InstalledContents(options);
  }

  readonly #options: Parameters<typeof InstalledContents.create>[0];

  private constructor(options: Parameters<typeof InstalledContents.create>[0]) {
    this.#options = options;
  }

  /** Without contents nothing is kept: that a probe did not learn them says nothing about those before. */
  async keep(
    digest: string,
    about: {
      snapshot: Pick<RevisionSnapshot, 'package'>;
      contents?: readonly InstalledContent[];
    },
  ): Promise<void> {
    const { knex, clock, logger } = this.#options;
    const { snapshot, contents } = about;
    const registry = snapshot.package?.registry;
    if (!contents?.length || !registry || registry === 'oci') return;
    try {
      const document = writeCycloneDx(contents, {
        ecosystem: registry === 'npm' ? 'npm' : 'PyPI',
      });
      await putSbom(knex, {
        ...{ digest, origin: 'installed', document },
        sbom: readSbom(document),
        at: clock.now().toISOString(),
      });
    } catch (error) {
      // The check then says that it is not known.
      logger.warn(`Contents of ${digest}: ${stringifyError(error)}`);
    }
  }

  /** Of a revision that differs in its tools alone. */
  async copy(from: string, to: string): Promise<void> {
    await copySboms(this.#options.knex, { from, to });
  }
}
