import type { BlastCredential, BlastRadiusInput } from './types';

/** The name in a profile for what `spec.mcp.credential` describes. */
const OWN_CREDENTIAL = 'credential';

/** The credentials that a server is given, by kind and by whose they are; never a value, and no name of a secret either. */
export function credentialsOf(
  input: Pick<BlastRadiusInput, 'credential' | 'hosted'>,
): BlastCredential[] {
  const secrets = input.hosted?.profile.sallyport?.secrets ?? {};
  const named = Object.entries(secrets);
  const variable = named.find(
    ([, { secret }]) => secret === OWN_CREDENTIAL,
  )?.[0];
  return [
    ...ofServer(input.credential, variable),
    ...named
      .filter(([, { secret }]) => secret !== OWN_CREDENTIAL)
      .map(([name]) => ({
        ...{ kind: 'profile-secret' as const, whose: 'company' as const },
        name,
      })),
  ];
}

function ofServer(
  credential: BlastRadiusInput['credential'],
  variable: string | undefined,
): BlastCredential[] {
  if (!credential || credential.type === 'none') return [];
  const header = 'header' in credential ? credential.header : undefined;
  const name = variable ?? header;
  const scopes = 'scopes' in credential ? credential.scopes : undefined;
  return [
    {
      kind: credential.type,
      whose: whose(credential.type),
      ...(name !== undefined && { name }),
      ...(scopes && { scopes }),
    },
  ];
}

function whose(kind: BlastCredential['kind']): BlastCredential['whose'] {
  switch (kind) {
    case 'static':
    case 'profile-secret':
      return 'company';
    case 'signed-assertion':
      return 'gateway';
    case 'personal-key':
    case 'user-oauth':
    case 'token-exchange':
    case 'id-jag':
      return 'person';
    default:
      throw new Error(`No such credential: ${kind satisfies never}`);
  }
}
