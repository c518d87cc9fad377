import type { Config } from '@backstage/config';
import { isWeakSecret } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** The keys of secrets that open the portal and are short or an example's. Their values stay here. */
export function findWeakSecrets(config: Config): string[] {
  const secrets: [string, unknown][] = [
    ['auth.session.secret', config.getOptional('auth.session.secret')],
  ];
  const lists = {
    'backend.auth.keys': ['secret'],
    'backend.auth.externalAccess': ['options.token', 'options.secret'],
  };
  for (const [list, keys] of Object.entries(lists)) {
    const entries = config.getOptionalConfigArray(list) ?? [];
    for (const [index, entry] of entries.entries()) {
      for (const key of keys) {
        secrets.push([`${list}[${index}].${key}`, entry.getOptional(key)]);
      }
    }
  }
  return secrets.flatMap(([key, value]) =>
    typeof value === 'string' && isWeakSecret(value) ? [key] : [],
  );
}
