/** A rule about a scope that a server asks people for. */
interface ScopeRule {
  readonly rule: string;
  readonly level: 'warning' | 'error';
  readonly pattern: RegExp;
  /** `{{scope}}` is the scope. */
  readonly message: string;
}

/** Scopes by what they open, widest first: the first that fits counts. Data, documented in docs/checks.md. */
export const SCOPE_RULES: readonly ScopeRule[] = [
  {
    rule: 'scope-everything',
    level: 'error',
    pattern:
      /^(?:\*|all|full|full[_-]?access|root|superuser|.*[:/.]\*|https:\/\/www\.googleapis\.com\/auth\/cloud-platform)$/i,
    message: 'The scope “{{scope}}” opens everything that the person can do.',
  },
  {
    rule: 'scope-administers',
    level: 'warning',
    pattern:
      /(?:^|[^a-z])(?:admin|administer|owner|manage|directory)(?:[^a-z]|$)/i,
    message: 'The scope “{{scope}}” lets the server administer things.',
  },
  {
    rule: 'scope-broad',
    level: 'warning',
    pattern:
      /^(?:repo|user|api|read_api|\.default|.*\/\.default|https:\/\/mail\.google\.com\/|https:\/\/www\.googleapis\.com\/auth\/(?:drive|calendar|gmail\.modify))$/i,
    message:
      'The scope “{{scope}}” opens much more than one purpose needs; its provider has narrower ones.',
  },
];

/** Scopes that let somebody change something. */
export const WRITING_SCOPE =
  /(?:^|[^a-z])(?:write|readwrite|modify|edit|create|update|delete|send|post|manage|admin)(?:[^a-z]|$)/i;
