import { createHmac } from 'node:crypto';
import type { Attributes } from '@opentelemetry/api';
import type { Call } from '../pipeline/types';
import { ATTRIBUTES } from './conventions';
import type { TelemetrySettings } from './readTelemetrySettings';

/** Who a span says has called: nobody, unless the configuration wants it. Metrics never say. */
export class UserIdentity {
  static create(settings: TelemetrySettings): UserIdentity {
    return new UserIdentity(settings);
  }

  readonly #settings: TelemetrySettings;

  private constructor(settings: TelemetrySettings) {
    this.#settings = settings;
  }

  of(call: Pick<Call, 'principal'>): Attributes {
    const ref = call.principal?.userEntityRef;
    const { user, userSecret } = this.#settings;
    if (ref === undefined || user === 'none') return {};
    if (user === 'plain') return { [ATTRIBUTES.user]: ref };
    // With a key: the names of a company's people are few enough to be tried.
    const pseudonym = createHmac('sha256', userSecret ?? '').update(ref);
    return { [ATTRIBUTES.userPseudonym]: pseudonym.digest('hex').slice(0, 32) };
  }
}
