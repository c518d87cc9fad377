import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, stringifyError } from '@backstage/errors';
import type { PolicyEvaluator } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { CedarPolicies } from './CedarPolicies';
import type { PolicySettings } from './readPolicySettings';
import { readPolicyFolder } from './readPolicyFolder';
import type { PolicySource } from './types';

/** The policies in force, or none where a company has none. */
export type PoliciesInForce = () => PolicyEvaluator | undefined;

/**
 * The company's policies, from a folder that Git fills. Read at the start, where a mistake stops the gateway, and again
 * whenever they change, where it leaves those in force that were.
 */
export class CompanyPolicies {
  static async create(options: {
    settings: PolicySettings | undefined;
    logger: LoggerService;
  }): Promise<CompanyPolicies> {
    const { settings, logger } = options;
    const policies = new CompanyPolicies(settings, logger);
    if (settings) await policies.#load(await read(settings));
    return policies;
  }

  readonly #settings: PolicySettings | undefined;
  readonly #logger: LoggerService;
  readonly #listeners = new Set<() => void>();
  #inForce: CedarPolicies | undefined;
  #text = '';
  #complaint = '';
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  private constructor(
    settings: PolicySettings | undefined,
    logger: LoggerService,
  ) {
    this.#settings = settings;
    this.#logger = logger;
  }

  readonly current: PoliciesInForce = () => this.#inForce;

  /** Tells when others are in force. Returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start() {
    const settings = this.#settings;
    if (!settings || this.#isStopped) return;
    this.#timer = setTimeout(
      () => void this.reload().finally(() => this.start()),
      settings.reloadMs,
    );
    this.#timer.unref();
  }

  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Reads them again. Never throws: what was in force stays until there is something better. */
  async reload(): Promise<void> {
    if (!this.#settings) return;
    try {
      const sources = await read(this.#settings);
      if (JSON.stringify(sources) !== this.#text) await this.#load(sources);
      this.#complaint = '';
    } catch (error) {
      const complaint = stringifyError(error);
      // Once for each mistake, not once for each look.
      if (complaint === this.#complaint) return;
      this.#complaint = complaint;
      this.#logger.error(
        `The company's policies were NOT loaded; version ${
          this.#inForce?.version
        } stays in force: ${complaint}`,
      );
    }
  }

  async #load(sources: readonly PolicySource[]) {
    const next = await CedarPolicies.create(sources);
    const last = this.#inForce;
    this.#inForce = next;
    this.#text = JSON.stringify(sources);
    last?.release();
    const { version, coverage, policies } = next;
    const said = `Policies in force: version ${version}, ${policies.length} policies`;
    if (coverage === 'none') {
      this.#logger.warn(`${said}, none of them enforced: grants decide alone`);
    } else {
      this.#logger.info(said);
    }
    this.#listeners.forEach(listener => listener());
  }
}

async function read({ folder }: PolicySettings): Promise<PolicySource[]> {
  try {
    return await readPolicyFolder(folder);
  } catch (error) {
    throw new InputError('The folder of policies cannot be read', error);
  }
}
