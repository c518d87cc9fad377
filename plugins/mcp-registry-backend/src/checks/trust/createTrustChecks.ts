import type { RootConfigService } from '@backstage/backend-plugin-api';
import type { Clock } from '../../service/Clock';
import { IntegrityCheck } from './integrity/IntegrityCheck';
import { OriginCheck } from './origin/OriginCheck';
import { ProvenanceCheck } from './provenance/ProvenanceCheck';
import { Registries } from './registries/Registries';
import { readTrustSettings } from './settings/readTrustSettings';
import type { TrustCheck } from './types';

/** The checks of where packages come from: origin, integrity, provenance. By `mcpRegistry.trust`. */
export function createTrustChecks(options: {
  config: RootConfigService;
  clock: Clock;
}): TrustCheck[] {
  const { config, clock } = options;
  const settings = readTrustSettings(config);
  const registries = Registries.create(settings);
  const { fingerprint } = settings;
  return [
    OriginCheck.create({ registries, clock, settings }),
    IntegrityCheck.create({ registries, clock, fingerprint }),
    ProvenanceCheck.create({ registries, clock, settings }),
  ];
}
