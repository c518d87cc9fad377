import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Call } from '../pipeline/types';
import type { UpstreamChooser } from '../transport/UpstreamChooser';
import type { GuardSet } from './GuardSet';
import type { GuardSettings } from './GuardSettings';
import { InspectedUpstream } from './InspectedUpstream';
import { ResultInspection } from './ResultInspection';

/** Says where a call goes, in inspected mode where guards look at its server's results: around whatever else is on the way. */
export class InspectingChooser implements Pick<UpstreamChooser, 'choose'> {
  static create(options: {
    chooser: Pick<UpstreamChooser, 'choose'>;
    guards: GuardSet;
    settings: GuardSettings;
    logger: LoggerService;
  }) {
    return new InspectingChooser(options);
  }

  readonly #options: Parameters<typeof InspectingChooser.create>[0];

  private constructor(options: Parameters<typeof InspectingChooser.create>[0]) {
    this.#options = options;
  }

  choose(call: Call): ReturnType<UpstreamChooser['choose']> {
    const { chooser, guards, settings, logger } = this.#options;
    const { results } = guards.of(call.document);
    const chosen = chooser.choose(call);
    if (!chosen || results.length === 0) return chosen;
    const inspection = ResultInspection.create({
      call,
      guards: results,
      settings,
      logger,
    });
    const { upstream, url } = chosen;
    return {
      url,
      upstream: InspectedUpstream.create({ upstream, inspection, settings }),
    };
  }
}
