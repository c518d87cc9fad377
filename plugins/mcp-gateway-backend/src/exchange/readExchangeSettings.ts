import { type Config, ConfigReader } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { readAllowed } from './readAllowed';
import { readEndpoint } from './readEndpoint';
import { readIdentity } from './readIdentity';
import type { ExchangeSettings, SubjectSettings } from './types';

const PATH = 'mcpGateway.credentials.exchanges';
const DIALECTS = ['rfc8693', 'entra-on-behalf-of'] as const;

/** Reads `mcpGateway.credentials.exchanges`, by name. */
export function readExchangeSettings(
  config: Config,
): ReadonlyMap<string, ExchangeSettings> {
  const exchanges = config.getOptionalConfig(PATH);
  return new Map(
    (exchanges?.keys() ?? []).map(name => [
      name,
      readOne(config.getConfig(`${PATH}.${name}`), name),
    ]),
  );
}

function readOne(config: Config, name: string): ExchangeSettings {
  const at = `${PATH}.${name}`;
  const wanted = config.getOptionalString('dialect') ?? 'rfc8693';
  const dialect = DIALECTS.find(one => one === wanted);
  if (!dialect) {
    throw new InputError(`${at}.dialect must be one of ${DIALECTS.join(', ')}`);
  }
  const subject = readSubject(
    config.getOptionalConfig('subject') ?? new ConfigReader({}),
    at,
  );
  if (dialect === 'entra-on-behalf-of') {
    const isAccess =
      subject.type === 'identity' && subject.token === 'access-token';
    if (!isAccess) {
      throw new InputError(
        `${at}: on-behalf-of takes the person's access token for the gateway. Set subject.type: identity and subject.token: access-token`,
      );
    }
  }
  return {
    name,
    endpoint: readEndpoint(config, at),
    dialect,
    subject,
    ...readAllowed(config, at),
  };
}

function readSubject(config: Config, at: string): SubjectSettings {
  const type = config.getOptionalString('type') ?? 'assertion';
  switch (type) {
    case 'assertion':
      return { type };
    case 'identity':
      return readIdentity(config, {
        at: `${at}.subject`,
        kinds: ['id-token', 'access-token'],
      });
    default:
      throw new InputError(`${at}.subject.type must be assertion or identity`);
  }
}
