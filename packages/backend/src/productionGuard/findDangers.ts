import type { Config } from '@backstage/config';

/** What is wrong with a configuration: `refuse` stops the start, `warn` is said loudly. */
export interface Dangers {
  refuse: string[];
  warn: string[];
}

const isLoopback = (url: string) => {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    hostname.startsWith('127.')
  );
};

/** Finds what is fine on a laptop and dangerous in front of a company. Pure. */
export function findDangers(options: {
  config: Config;
  nodeEnv?: string;
}): Dangers {
  const { config, nodeEnv } = options;
  const environment = config.getOptionalString('auth.environment');
  const production = environment === 'production' || nodeEnv === 'production';
  const dangers: Dangers = { refuse: [], warn: [] };
  if (!production) return dangers;

  const oidc = config.getOptionalConfig('auth.providers.oidc');
  for (const name of oidc?.keys() ?? []) {
    const metadataUrl = oidc?.getOptionalString(`${name}.metadataUrl`);
    if (metadataUrl && isLoopback(metadataUrl)) {
      dangers.refuse.push(
        `auth.providers.oidc.${name}.metadataUrl is ${metadataUrl}: that is the demo identity provider, where everybody can sign in as anybody. Configure your company's provider (app-config.yaml shows Okta, Entra ID and Google).`,
      );
    }
  }
  if (config.has('auth.providers.guest')) {
    dangers.refuse.push(
      'auth.providers.guest lets people in who did not sign in. Remove it.',
    );
  }
  if (config.getOptionalBoolean('permission.enabled') !== true) {
    dangers.warn.push(
      'permission.enabled is not true: the portal asks no policy. Grants are still enforced by the gateway, but everyone may administer servers and read all calls.',
    );
  }
  const plain = ['app.baseUrl', 'backend.baseUrl'].filter(key =>
    config.getOptionalString(key)?.startsWith('http://'),
  );
  if (plain.length > 0) {
    dangers.warn.push(
      `${plain.join(
        ' and ',
      )} use plain HTTP: sessions and tokens can be read on the way.`,
    );
  }
  return dangers;
}
