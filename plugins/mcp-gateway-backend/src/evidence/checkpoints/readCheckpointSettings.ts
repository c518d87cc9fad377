import { isAbsolute } from 'node:path';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** Where checkpoints go. */
export type PlaceSettings =
  | { type: 'directory'; path: string }
  | {
      type: 'webhook' | 'object-store';
      url: string;
      headers: Record<string, string>;
    };

/** How often the log is signed, and who gets that. */
export interface CheckpointSettings {
  everyMinutes: number;
  places: PlaceSettings[];
}

const KEY = 'mcpGateway.evidence.checkpoints';

/** Reads `mcpGateway.evidence.checkpoints`. */
export function readCheckpointSettings(
  config: RootConfigService,
): CheckpointSettings {
  const everyMinutes = config.getOptionalNumber(`${KEY}.everyMinutes`) ?? 60;
  if (!(everyMinutes >= 1 && everyMinutes <= 1_440)) {
    throw new InputError(
      `The configuration ${KEY}.everyMinutes must be between 1 and 1440, but is ${everyMinutes}`,
    );
  }
  const places = config.getOptionalConfigArray(`${KEY}.export`) ?? [];
  return { everyMinutes, places: places.map(readPlace) };
}

function readPlace(place: Config, index: number): PlaceSettings {
  const at = `${KEY}.export[${index}]`;
  const type = place.getString('type');
  switch (type) {
    case 'directory': {
      const path = place.getString('path');
      if (!isAbsolute(path)) {
        throw new InputError(`${at}.path must be absolute`);
      }
      return { type, path };
    }
    case 'webhook':
    case 'object-store': {
      const url = place.getString('url');
      if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
        throw new InputError(`${at}.url must be an https address`);
      }
      if (type === 'object-store' && !url.includes('{name}')) {
        throw new InputError(
          `${at}.url must have {name} where the name of a file belongs`,
        );
      }
      const headers = place.getOptional<Record<string, string>>('headers');
      return { type, url, headers: { ...headers } };
    }
    default:
      throw new InputError(
        `${at}.type must be directory, webhook or object-store, but is ${type}`,
      );
  }
}
