import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Caller } from '../service/Caller';
import { registryError } from '../service/registryError';
import type { FreshSignInSettings } from './readFreshSignInSettings';

type RiskTier = RegistrySchemas['RiskTier'];

/** Says which decisions need a fresh sign-in. */
export class FreshSignInRule {
  /** @param settings - absent where people cannot sign in again: then it is asked of nobody. */
  static create(
    settings?: Pick<
      FreshSignInSettings,
      'isForAll' | 'isForDecisions' | 'startUrl'
    >,
  ): FreshSignInRule {
    return new FreshSignInRule(settings);
  }

  readonly #settings: Parameters<typeof FreshSignInRule.create>[0];

  private constructor(settings: Parameters<typeof FreshSignInRule.create>[0]) {
    this.#settings = settings;
  }

  /** @param tiers - of what is decided about, and of what holds now: lowering a risk is decided as the higher one. */
  require(
    caller: Pick<Caller, 'signedInAt'>,
    tiers: readonly RiskTier[],
  ): void {
    if (!this.#settings?.isForDecisions) return;
    if (caller.signedInAt !== undefined) return;
    const isRisky = tiers.some(tier => tier === 'high' || tier === 'critical');
    if (isRisky || this.#settings.isForAll) this.requireAlways(caller);
  }

  /** Whatever the risk: a policy asks for it. Where nobody can sign in again, nobody decides. */
  requireAlways(caller: Pick<Caller, 'signedInAt'>): void {
    if (caller.signedInAt !== undefined) return;
    const startUrl = this.#settings?.startUrl;
    throw registryError(
      'decision.fresh-sign-in',
      startUrl && `Open ${startUrl} in a new tab.`,
      startUrl === undefined ? undefined : { signInUrl: startUrl },
    );
  }
}
