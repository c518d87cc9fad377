import { InputError } from '@backstage/errors';
import { permissionProfileSchema } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import { checkUpstreamUrl } from './checkUpstreamUrl';

type Definition = RegistrySchemas['ServerDefinition'];

/**
 * What the registry is told of a server. A form in which somebody changed their mind still sends what they filled in first: then
 * `kind` says which of the two counts.
 *
 * @throws InputError, in words for whoever filled it in.
 */
export function toDefinition(
  input: Omit<Definition, 'upstream'> & {
    upstreamUrl?: string;
    kind?: 'address' | 'package';
  },
): Definition {
  const {
    kind,
    upstreamUrl: givenUrl,
    package: givenPackage,
    run,
    isolation,
    permissionProfile,
    ...described
  } = input;
  const upstreamUrl = kind === 'package' ? undefined : givenUrl;
  const from = kind === 'address' ? undefined : givenPackage;
  if (upstreamUrl && from) {
    throw new InputError(
      'The server has an address and a package. Give the address if it already runs somewhere, or the package if the gateway is to run it.',
    );
  }
  if (!from) {
    if (!upstreamUrl) {
      throw new InputError(
        'Give the address of the server, or the package that the gateway is to run.',
      );
    }
    checkUpstreamUrl(upstreamUrl);
    return {
      ...described,
      upstream: { type: 'streamable-http', url: upstreamUrl },
    };
  }
  const profile = permissionProfileSchema.safeParse(permissionProfile ?? {});
  if (!profile.success) {
    const [{ path, message }] = profile.error.issues;
    throw new InputError(
      `permissionProfile.${path.join('.')} is not understood: ${message}`,
    );
  }
  const start = withoutEmpty(run ?? {});
  return {
    ...described,
    package: from,
    ...(Object.keys(start).length > 0 && { run: start }),
    ...(isolation && { isolation }),
    ...(permissionProfile && { permissionProfile: profile.data }),
  };
}

/** A field that was left empty in a form is not there. */
function withoutEmpty(
  run: NonNullable<Definition['run']>,
): NonNullable<Definition['run']> {
  return Object.fromEntries(
    Object.entries(run).filter(
      ([, value]) => value !== '' && Object.keys(value ?? {}).length > 0,
    ),
  );
}
