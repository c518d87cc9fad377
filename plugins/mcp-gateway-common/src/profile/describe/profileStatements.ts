import { fillIn, type TextValues } from '../fillIn';

/** Everything that can be said of what a profile lets a server do: `<kind>.<what>`. The portal translates by id. */
export const PROFILE_STATEMENTS = {
  'reach.nothing': 'It can connect to nothing.',
  'reach.everything':
    'It can connect to every public host by https, through an HTTP proxy.',
  'reach.host': 'It can connect to {{host}}, port {{ports}}, by any protocol.',
  'reach.proxy':
    'It can connect to {{host}}, port {{ports}}, through an HTTP proxy.',
  'reach.below':
    'It can connect to every host below {{host}}, port {{ports}}, through an HTTP proxy.',
  'reach.unclear':
    'What it can connect to is said in a way that nobody can keep. It does not start like this.',
  'read.package': 'It can read its own package and the programs of the system.',
  'read.path': 'It can read {{source}} of the machine.',
  'read.path-at': 'It can read {{source}} of the machine, as {{inside}}.',
  'read.volume': 'It can read the volume {{name}}, as {{inside}}.',
  'read.unclear':
    'It wants to read “{{mount}}”, which is no path. It does not start like this.',
  'write.temporary':
    'It can write temporary files, which are gone when it ends.',
  'write.path': 'It can read, change and delete {{source}} of the machine.',
  'write.path-at':
    'It can read, change and delete {{source}} of the machine, as {{inside}}.',
  'write.volume': 'It can keep files in the volume {{name}}, as {{inside}}.',
  'write.unclear':
    'It wants to write to “{{mount}}”, which is no path. It does not start like this.',
  'know.nothing': 'It gets no secrets.',
  'know.secret-env':
    'It gets the secret {{secret}}, in the variable {{variable}}.',
  'know.secret-file':
    'It gets the secret {{secret}}, in a file that {{variable}} names.',
  'know.credential-env':
    'It gets the credential for the system behind it, in the variable {{variable}}.',
  'know.credential-file':
    'It gets the credential for the system behind it, in a file that {{variable}} names.',
  'know.setting': 'It gets the setting {{variable}}.',
  'use.memory': 'It can use {{amount}} of memory.',
  'use.pids': 'It can run {{amount}} processes and threads at a time.',
  'use.cpu': 'It can keep {{amount}} processor cores busy.',
  'use.open-files': 'It can have {{amount}} files open.',
  'use.file': 'It can write files of {{amount}} each.',
  'use.tmp': 'It can have {{amount}} of temporary files.',
  'use.disk': 'It can leave {{amount}} where it may write.',
  'use.defaults':
    'It can use what the gateway lets every server use, where nothing is said of it here.',
} as const satisfies Record<string, string>;

/** See {@link PROFILE_STATEMENTS}. */
export type ProfileStatementCode = keyof typeof PROFILE_STATEMENTS;

/** What a statement is about, in the order in which they are told. */
export const PROFILE_STATEMENT_KINDS = [
  'reach',
  'read',
  'write',
  'know',
  'use',
] as const;
/** See {@link PROFILE_STATEMENT_KINDS}. */
export type ProfileStatementKind = (typeof PROFILE_STATEMENT_KINDS)[number];

/** One thing that a server can do. */
export interface ProfileStatement {
  readonly kind: ProfileStatementKind;
  readonly code: ProfileStatementCode;
  readonly values: TextValues;
  /** In English; the portal translates by code. */
  readonly text: string;
}

/** Puts a statement together. */
export function profileStatement(
  code: ProfileStatementCode,
  values: TextValues = {},
): ProfileStatement {
  const kind = PROFILE_STATEMENT_KINDS.find(name =>
    code.startsWith(`${name}.`),
  );
  if (!kind) throw new Error(`No kind of statement: ${code}`);
  return { kind, code, values, text: fillIn(PROFILE_STATEMENTS[code], values) };
}
