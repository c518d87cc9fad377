import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, stringifyError } from '@backstage/errors';
import type { PolicyEvaluator } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { CedarPolicies } from './CedarPolicies';
import type { PolicySettings } from './readPolicySettings';
import { readPolicyFolder } from './readPolicyFolder';
import type { PolicySource } from './types';

/** The policies in force, or none where a company has none. */
export type PoliciesInForce = () => PolicyEvaluator | undefined;

/** What was written in the portal, as all replicas see it. */
export interface WrittenPolicies {
  /** Another number: something was written since. */
  head(): Promise<number>;
  sources(): Promise<PolicySource[]>;
}

/** How often is asked whether something was written in the portal. */
const LOOK_MS = 2_000;

/**
 * The company's policies: from a folder that Git fills, from the portal, or both. Read at the start, where a mistake stops
 * the gateway, and again whenever they change, where it leaves those in force that were.
 */
export class CompanyPolicies {
  static async create(options: {
    settings: PolicySettings | undefined;
    written?: WrittenPolicies;
    logger: LoggerService;
  }): Promise<CompanyPolicies> {
    const policies = new CompanyPolicies(options);
    if (options.settings) await policies.#load(await policies.#read());
    return policies;
  }

  readonly #settings: PolicySettings | undefined;
  readonly #written: WrittenPolicies | undefined;
  readonly #logger: LoggerService;
  readonly #listeners = new Set<() => void>();
  #inForce: CedarPolicies | undefined;
  #sources: readonly PolicySource[] = [];
  #text = '';
  #complaint = '';
  #folder: { sources: PolicySource[]; readAt: number } | undefined;
  #portal: { sources: PolicySource[]; head: number } | undefined;
  #running = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  private constructor(options: Parameters<typeof CompanyPolicies.create>[0]) {
    this.#settings = options.settings;
    this.#written = options.settings?.portal && options.written;
    this.#logger = options.logger;
  }

  /** Nobody is asked where nothing was written yet; a folder without policies may be a mistake, and is seen in traces. */
  readonly current: PoliciesInForce = () =>
    this.#inForce?.policies.length || this.#settings?.folder
      ? this.#inForce
      : undefined;

  /** What they were read from, and why what is there now is not in force, where it is not. */
  get inForce(): {
    policies: CedarPolicies | undefined;
    sources: readonly PolicySource[];
    complaint?: string;
  } {
    return {
      policies: this.#inForce,
      sources: this.#sources,
      ...(this.#complaint !== '' && { complaint: this.#complaint }),
    };
  }

  /** Tells when others are in force. Returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start() {
    const settings = this.#settings;
    if (!settings || this.#isStopped) return;
    this.#timer = setTimeout(
      () => void this.look().finally(() => this.start()),
      this.#written ? LOOK_MS : settings.reloadMs,
    );
    this.#timer.unref();
  }

  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Reads them again. Never throws: what was in force stays until there is something better. */
  async reload(): Promise<void> {
    this.#folder = undefined;
    await this.look();
  }

  /** Reads what may have changed. One look at a time: whoever asks meanwhile waits for one that began after they asked. */
  async look(): Promise<void> {
    this.#running = this.#running.then(() => this.#look());
    await this.#running;
  }

  async #look(): Promise<void> {
    if (!this.#settings) return;
    try {
      const sources = await this.#read();
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

  async #read(): Promise<PolicySource[]> {
    const { folder, reloadMs = 0 } = this.#settings ?? {};
    const now = performance.now();
    if (folder && now - (this.#folder?.readAt ?? -Infinity) >= reloadMs) {
      this.#folder = { sources: await readFolder(folder), readAt: now };
    }
    const head = await this.#written?.head();
    if (this.#written && head !== undefined && head !== this.#portal?.head) {
      this.#portal = { sources: await this.#written.sources(), head };
    }
    return [...(this.#folder?.sources ?? []), ...(this.#portal?.sources ?? [])];
  }

  async #load(sources: readonly PolicySource[]) {
    const next = await CedarPolicies.create(sources);
    const last = this.#inForce;
    this.#inForce = next;
    this.#sources = sources;
    this.#text = JSON.stringify(sources);
    last?.release();
    const { version, coverage, policies } = next;
    const said = `Policies in force: version ${version}, ${policies.length} policies`;
    if (coverage === 'none' && this.current()) {
      this.#logger.warn(`${said}, none of them enforced: grants decide alone`);
    } else {
      this.#logger.info(said);
    }
    this.#listeners.forEach(listener => listener());
  }
}

async function readFolder(folder: string): Promise<PolicySource[]> {
  try {
    return await readPolicyFolder(folder);
  } catch (error) {
    throw new InputError('The folder of policies cannot be read', error);
  }
}
