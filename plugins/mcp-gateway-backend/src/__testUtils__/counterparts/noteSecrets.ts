import type Provider from 'oidc-provider';

/** What nobody else may see of a token request and its answer (RFC 6749, 7521, 7636, 8693). */
const NAMES = [
  ...['access_token', 'refresh_token', 'id_token'],
  ...['code', 'code_verifier', 'client_secret', 'client_assertion'],
  ...['assertion', 'subject_token', 'actor_token'],
];

/** Notes everything secret that goes over a provider's token endpoint, by names that tell them apart. */
export function noteSecrets(
  provider: Provider,
  note: (name: string, value: string) => void,
): void {
  let count = 0;
  const look = (from: unknown) => {
    if (typeof from !== 'object' || from === null) return;
    for (const [name, value] of Object.entries(from)) {
      if (NAMES.includes(name) && typeof value === 'string') {
        note(`${name} ${count}`, value);
      }
    }
  };
  provider.on('grant.success', ctx => {
    count += 1;
    look(ctx.oidc.body);
    look(ctx.body);
  });
  provider.on('grant.error', ctx => {
    count += 1;
    look(ctx.oidc.body);
  });
}
