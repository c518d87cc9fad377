import type { PermissionProfile } from '../permissionProfile';
import type { LintedServer } from './lintProfile';
import { looksSecret } from './looksSecret';
import { profileFinding, type ProfileFinding } from './ProfileFinding';

/** Variables by which programs find other programs, or load more into themselves. */
const LOADER =
  /^(?:LD_.*|DYLD_.*|PATH|NODE_OPTIONS|NODE_PATH|PYTHONPATH|PYTHONSTARTUP|BASH_ENV|ENV|JAVA_TOOL_OPTIONS|PERL5OPT|RUBYOPT)$/;
const SECRETS = 'sallyport.secrets';

/** What is to be said of secrets, settings, and the package that gets them. */
export function lintSecrets(
  profile: PermissionProfile,
  server: LintedServer,
): ProfileFinding[] {
  const own = profile.sallyport?.env ?? {};
  const given = server.run?.env ?? {};
  const secrets = profile.sallyport?.secrets ?? {};
  const twice = Object.keys(secrets).filter(
    name => Object.hasOwn(own, name) || Object.hasOwn(given, name),
  );
  return [
    ...Object.entries(secrets).flatMap(([variable, { as }]) =>
      as === 'env'
        ? [
            profileFinding('secrets.as-variable', `${SECRETS}.${variable}`, {
              value: variable,
            }),
          ]
        : [],
    ),
    ...lintCredential(secrets, server),
    ...lintSettings(own, 'sallyport.env'),
    ...lintSettings(given, 'run.env'),
    ...twice.map(value =>
      profileFinding('settings.twice', `${SECRETS}.${value}`, { value }),
    ),
    ...(server.run?.args ?? []).flatMap((argument, index) => {
      const [, name = '', text = argument] =
        /^--?([\w-]+)=(.*)$/s.exec(argument) ?? [];
      return looksSecret(name, text)
        ? [
            profileFinding('settings.secret', `run.args[${index}]`, {
              value: name ? `--${name}` : `argument ${index + 1}`,
            }),
          ]
        : [];
    }),
    ...lintVersion(server),
  ];
}

/** The same rules by which the gateway gives, or does not give, what `spec.mcp.credential` describes. */
function lintCredential(
  secrets: NonNullable<PermissionProfile['sallyport']>['secrets'],
  { credential, isolation = 'shared' }: LintedServer,
): ProfileFinding[] {
  const takers = Object.entries(secrets ?? {})
    .filter(([, { secret }]) => secret === 'credential')
    .map(([variable]) => variable);
  // Where nothing is known of the server, nothing is said of its credential.
  if (!credential) return [];
  if (credential.type === 'none') {
    return takers.map(value =>
      profileFinding('secrets.no-credential', `${SECRETS}.${value}`, { value }),
    );
  }
  if (credential.type === 'signed-assertion') {
    return takers.map(value =>
      profileFinding('secrets.assertion', `${SECRETS}.${value}`, { value }),
    );
  }
  if (takers.length === 0) {
    return [profileFinding('secrets.credential-unused', SECRETS)];
  }
  return credential.type !== 'static' && isolation === 'shared'
    ? takers.map(value =>
        profileFinding('secrets.shared', `${SECRETS}.${value}`, { value }),
      )
    : [];
}

function lintSettings(
  settings: Readonly<Record<string, string>>,
  at: string,
): ProfileFinding[] {
  return Object.entries(settings).flatMap(([value, text]) => {
    const path = `${at}.${value}`;
    if (value === 'NODE_TLS_REJECT_UNAUTHORIZED' && text === '0') {
      return [profileFinding('settings.unchecked-tls', path, { value })];
    }
    if (looksSecret(value, text)) {
      return [profileFinding('settings.secret', path, { value })];
    }
    return LOADER.test(value)
      ? [profileFinding('settings.loader', path, { value })]
      : [];
  });
}

function lintVersion({ package: from }: LintedServer): ProfileFinding[] {
  // The tag of an image is a name for people: what runs is its digest.
  if (!from || from.registry === 'oci') return [];
  const value = from.version;
  const isExact =
    /^v?\d+(?:\.\d+)*(?:[-+.!]?[0-9A-Za-z.+-]+)?$/.test(value) &&
    !/\.x\b/i.test(value);
  return isExact
    ? []
    : [profileFinding('package.range', 'package.version', { value })];
}
