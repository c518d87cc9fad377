const NAMES =
  /(?:^|[_-])(?:token|secret|password|passwd|pwd|api_?-?key|private_?-?key|access_?-?key|credentials?|auth)(?:$|[_-])/i;
/** A name that ends so tells where a secret is, or about it. */
const ABOUT =
  /(?:file|path|dir|url|uri|name|id|endpoint|type|ttl|expiry|limit|count|max|min|length|enabled|mode|scopes?)$/i;
/** How well-known services and formats write theirs. */
const VALUES = [
  /^gh[pousr]_\w{20,}/,
  /^github_pat_\w{20,}/,
  /^glpat-[\w-]{15,}/,
  /^xox[abprs]-[\w-]{10,}/,
  /^sk[-_](?:live|test|ant|proj)?[-_]?\w{16,}/,
  /^AKIA[0-9A-Z]{16}$/,
  /^AIza[\w-]{30,}/,
  /^npm_\w{30,}/,
  /^eyJ[\w-]{8,}\.[\w-]{8,}\./,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/i,
  /^Bearer\s+\S{12,}/i,
];

/** Whether a setting seems to be a secret, by its name or by how its value is written. */
export function looksSecret(name: string, value: string): boolean {
  if (VALUES.some(pattern => pattern.test(value.trim()))) return true;
  const isSwitch = /^(?:|true|false|yes|no|on|off|none|\d{1,6})$/i.test(value);
  return NAMES.test(name) && !ABOUT.test(name) && !isSwitch;
}
