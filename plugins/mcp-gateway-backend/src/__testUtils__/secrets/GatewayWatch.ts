import { join } from 'node:path';
import {
  type BackendFeature,
  coreServices,
  createBackendModule,
  createServiceFactory,
  type RootLoggerService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { telemetryText } from '../collectTelemetry';
import { keepLog } from '../keepLog';
import { findSecrets } from './findSecrets';
import { readAllTables } from './readAllTables';
import { readFiles } from './readFiles';
import { SecretCollector } from './SecretCollector';

const FORMATS = ['ndjson', 'csv', 'ocsf'];
/** Checkpoints of the audit log are signed in the form of a token, to be given to others. They let nobody in. */
const NO_CREDENTIAL = 'a signed token in table audit_checkpoints';
/** Where nobody gave the gateway a key to seal with, its own keys stand open, in their tables alone. */
const WITHOUT_ENCRYPTION = new Set([
  'a private key as JWK in table signing_keys',
  'a private key as JWK in table audit_keys',
]);

/**
 * Looks whether anything secret of a test stands in what a gateway wrote down: every credential that went over HTTP in this process, and every
 * one that the gateway was given, in its log, its tables, its spool, its exports and its telemetry.
 */
export class GatewayWatch {
  /** @param features - what the test adds to the backend: its own log is its own matter */
  static create(options: {
    config: { encryption?: unknown; config?: { mcpGateway?: unknown } };
    features: readonly BackendFeature[];
  }): GatewayWatch {
    return new GatewayWatch(options);
  }

  readonly #collector = SecretCollector.create({ file: collectedIn() });
  readonly #lines: string[] = [];
  readonly #stopWatching: () => void;
  readonly #hasOwnLog: boolean;
  readonly #isSealed: boolean;
  #knex: Knex | undefined;

  private constructor(options: Parameters<typeof GatewayWatch.create>[0]) {
    const { config } = options;
    this.#collector.addConfig(config);
    // A whole section of a test's own is not looked into: it is held to the stricter.
    this.#isSealed = Boolean(config.encryption ?? config.config?.mcpGateway);
    this.#hasOwnLog = options.features.some(
      feature => serviceOf(feature) === coreServices.rootLogger.id,
    );
    this.#stopWatching = this.#collector.watch();
  }

  /** To be added to the gateway's backend. */
  get features(): BackendFeature[] {
    const keep = (knex: Knex) => {
      this.#knex = knex;
    };
    const tables = createBackendModule({
      pluginId: 'mcp-gateway',
      moduleId: 'test-secrets',
      register: ({ registerInit }) =>
        registerInit({
          deps: { database: coreServices.database },
          init: async ({ database }) => keep(await database.getClient()),
        }),
    });
    const logger: RootLoggerService = keepLog(this.#lines);
    const log = createServiceFactory({
      service: coreServices.rootLogger,
      deps: {},
      factory: () => logger,
    });
    return this.#hasOwnLog ? [tables] : [tables, log];
  }

  /**
   * To be called while the gateway still runs.
   *
   * @throws Error that names what stands where, without the value
   */
  async check(options: {
    spools: string;
    get(path: string): PromiseLike<{ status: number; text: string }>;
  }): Promise<void> {
    const places = new Map<string, string>([['the log', this.#text()]]);
    const put = (what: string, texts: ReadonlyMap<string, string>) =>
      texts.forEach((text, name) => places.set(`${what} ${name}`, text));
    for (const format of FORMATS) {
      const answer = await options.get(
        `/calls/export?role=all&format=${format}`,
      );
      if (answer.status === 200) places.set(`export ${format}`, answer.text);
    }
    put('spool', await readFiles(options.spools));
    // Some tests take the database away.
    const tables = await readAllTables(this.#knex!).catch(() => undefined);
    put('table', tables ?? new Map());
    places.set('telemetry', await telemetryText());
    const { secrets } = this.#collector;
    const found = findSecrets({ secrets, places }).filter(
      one =>
        one !== NO_CREDENTIAL &&
        (this.#isSealed || !WITHOUT_ENCRYPTION.has(one)),
    );
    process.stdout.write(
      `looked for ${secrets.size} secrets in ${places.size} places${
        tables ? '' : ', and not in tables: the test took them away'
      }\n`,
    );
    if (found.length > 0) {
      throw new Error(`Something secret was written down: ${found.join('; ')}`);
    }
  }

  /** Stops listening. */
  end(): void {
    this.#stopWatching();
  }

  #text(): string {
    return this.#lines.join('\n');
  }
}

/** In a whole run they are looked for in its logs, too: `scripts/lib/test/scanResults.mjs`. */
function collectedIn(): string | undefined {
  const folder = process.env.SALLYPORT_TEST_SECRETS;
  return folder && join(folder, `${process.pid}.ndjson`);
}

/** Which service a feature brings. Its type tells nothing. */
function serviceOf(feature: BackendFeature): string | undefined {
  return (feature as { service?: { id?: string } }).service?.id;
}
