/**
 * How bad a finding is: `error`, the server does not start like this; `danger`, the profile gives what hardly any server should have;
 * `warning`, more than most need, or a likely mistake; `note`, good to know.
 */
export const PROFILE_SEVERITIES = [
  'error',
  'danger',
  'warning',
  'note',
] as const;
/** See {@link PROFILE_SEVERITIES}. */
export type ProfileSeverity = (typeof PROFILE_SEVERITIES)[number];

interface Finding {
  readonly severity: ProfileSeverity;
  readonly text: string;
  /** What to do. */
  readonly remedy: string;
}

const network = {
  'network.none-and-hosts': {
    severity: 'error',
    text: 'The network mode is none, and yet the profile names destinations.',
    remedy: 'Remove the one or the other.',
  },
  'network.ports-without-hosts': {
    severity: 'error',
    text: 'The profile names ports without hosts, which would be every host at these ports.',
    remedy: 'Name the hosts.',
  },
  'network.tunnel-without-name': {
    severity: 'error',
    text: '{{value}} cannot be reached by a tunnel, which needs the exact name of one host.',
    remedy: 'Choose the HTTP proxy for it, or name the host.',
  },
  'network.allow-all': {
    severity: 'danger',
    text: 'The server can send whatever it sees to anybody on the internet (insecure_allow_all).',
    remedy:
      'Name the hosts that it needs. Most operators do not start such a server at all.',
  },
  'network.broad-name': {
    severity: 'danger',
    text: '{{value}} is the end of names that belong to many: anybody can have a host below it.',
    remedy: 'Name the hosts that it needs.',
  },
  'network.shared-name': {
    severity: 'danger',
    text: 'Everybody can rent a name below {{value}}, and then receive what the server sends there.',
    remedy: 'Name the exact hosts.',
  },
  'network.names-below': {
    severity: 'warning',
    text: '{{value}} opens every host below that name, those that come later too.',
    remedy: 'Name the hosts that it needs, where they are known.',
  },
  'network.metadata': {
    severity: 'danger',
    text: '{{value}} is where clouds tell machines their credentials.',
    remedy: 'Remove it. Give the server a secret of its own.',
  },
  'network.this-machine': {
    severity: 'danger',
    text: '{{value}} is the machine of the gateway itself.',
    remedy: 'Name the host that it needs, by a name that is not this machine.',
  },
  'network.private': {
    severity: 'warning',
    text: '{{value}} is inside the company’s network.',
    remedy:
      'Make sure that it is meant. The operator has to open it, too (mcpGateway.egress.allowedHosts).',
  },
  'network.address': {
    severity: 'warning',
    text: '{{value}} is an address and no name: whose it is can change, and certificates seldom name one.',
    remedy: 'Write the name of the host.',
  },
  'network.odd-address': {
    severity: 'danger',
    text: '{{value}} is an address in a form that programs read in different ways.',
    remedy: 'Write the name of the host, or the address in its usual form.',
  },
  'network.short-name': {
    severity: 'warning',
    text: '{{value}} is a name without a domain: which host that is depends on where the gateway runs.',
    remedy: 'Write the whole name.',
  },
  'network.clear-text': {
    severity: 'warning',
    text: 'Port {{value}} is for {{what}}, which anybody on the way can read and change.',
    remedy: 'Use the encrypted form of it, such as https at port 443.',
  },
  'network.control-port': {
    severity: 'danger',
    text: 'Port {{value}} is for {{what}}: who reaches it can take over machines.',
    remedy: 'Remove it, unless that is what the server is for.',
  },
  'network.system-port': {
    severity: 'note',
    text: 'Port {{value}} is one of those that systems keep for their own services.',
    remedy: 'Make sure that it is meant.',
  },
  'network.many': {
    severity: 'warning',
    text: 'The profile opens {{value}} pairs of host and port. Nobody can review so many.',
    remedy: 'Name fewer ports, or pair hosts and ports one by one.',
  },
  'network.inbound': {
    severity: 'note',
    text: 'Inbound hosts do nothing here: the gateway alone talks to the server.',
    remedy: 'Leave them out.',
  },
} as const satisfies Record<string, Finding>;

const files = {
  'files.not-a-mount': {
    severity: 'error',
    text: '“{{value}}” is no mount: a path, two absolute paths with a colon between them, or volume://name:/path.',
    remedy: 'Correct it.',
  },
  'files.reserved': {
    severity: 'error',
    text: '{{value}} inside the sandbox is the sandbox’s own.',
    remedy: 'Choose another path inside, such as /data.',
  },
  'files.twice': {
    severity: 'error',
    text: 'Two mounts are at {{value}}.',
    remedy: 'Choose another path inside for one of them.',
  },
  'files.nested': {
    severity: 'error',
    text: '{{value}} is below another mount that the server can write to, where it could put a link in its stead.',
    remedy: 'Mount it beside.',
  },
  'files.socket': {
    severity: 'error',
    text: '{{value}} is a socket: who talks to a container engine through one owns the machine.',
    remedy: 'Remove it.',
  },
  'files.everything': {
    severity: 'danger',
    text: 'The whole machine is mounted.',
    remedy: 'Mount the one folder that the server needs.',
  },
  'files.system': {
    severity: 'danger',
    text: '{{value}} belongs to the system of the gateway’s machine.',
    remedy: 'Remove it, or mount a folder that was made for this server.',
  },
  'files.secrets': {
    severity: 'danger',
    text: '{{value}} is where people and programs keep keys and passwords.',
    remedy: 'Remove it. A secret that the server needs belongs into “secrets”.',
  },
  'files.home': {
    severity: 'danger',
    text: '{{value}} is all that somebody has on the machine.',
    remedy: 'Mount the one folder that the server needs.',
  },
  'files.broad': {
    severity: 'warning',
    text: '{{value}} is a folder with many others in it.',
    remedy: 'Mount the one folder that the server needs.',
  },
  'files.shared': {
    severity: 'warning',
    text: 'Everybody’s runtime writes to the same {{value}}, although runtimes are kept apart.',
    remedy: 'Use a volume: each person has their own.',
  },
  'files.not-mounted': {
    severity: 'warning',
    text: 'The server is started with {{value}}, which will not be there: nothing is mounted at that path.',
    remedy: 'Mount something there, or correct the argument.',
  },
} as const satisfies Record<string, Finding>;

const secrets = {
  'secrets.as-variable': {
    severity: 'note',
    text: 'The secret in {{value}} is a variable, which every program that the server starts gets too.',
    remedy: 'Give it as a file, where the server can read one.',
  },
  'secrets.shared': {
    severity: 'error',
    text: '{{value}} would get one person’s credential in a runtime that everybody shares.',
    remedy: 'Set isolation to per-user or per-session.',
  },
  'secrets.no-credential': {
    severity: 'error',
    text: '{{value}} is to get the credential for the system behind the server, which has none.',
    remedy: 'Say what credential the server uses, or name another secret.',
  },
  'secrets.assertion': {
    severity: 'error',
    text: '{{value}} is to get the gateway’s signed word, which holds for minutes and comes with each message.',
    remedy: 'Take it out: the server finds the word in the messages.',
  },
  'secrets.credential-unused': {
    severity: 'error',
    text: 'The server has a credential, and its profile does not say how it gets it.',
    remedy: 'Name a secret called credential.',
  },
  'settings.secret': {
    severity: 'danger',
    text: '{{value}} looks like a secret. Everybody who may see the server can read it there.',
    remedy:
      'Remove it and change that secret. Put it into the gateway’s configuration, and its name into “secrets”.',
  },
  'settings.loader': {
    severity: 'warning',
    text: '{{value}} changes which programs run, or how.',
    remedy: 'Leave it out, unless the server cannot do without.',
  },
  'settings.unchecked-tls': {
    severity: 'danger',
    text: '{{value}} lets the server talk to anybody who says that they are the right host.',
    remedy: 'Remove it. Give the server the right certificates.',
  },
  'settings.twice': {
    severity: 'warning',
    text: '{{value}} is said more than once: as a setting, a secret, or where the server is started.',
    remedy: 'Keep one.',
  },
  'package.range': {
    severity: 'error',
    text: '“{{value}}” is no exact version: what was reviewed and what runs could differ.',
    remedy: 'Name one version, such as 1.2.3.',
  },
} as const satisfies Record<string, Finding>;

const limits = {
  'limits.none': {
    severity: 'note',
    text: 'The profile has no bounds of its own. The gateway’s defaults hold.',
    remedy: 'Set what the server needs, where that is less.',
  },
  'limits.large': {
    severity: 'warning',
    text: '{{value}} is a lot for one server ({{what}}).',
    remedy: 'Lower it to what a trial run used, and some more.',
  },
  'limits.tmp-over-memory': {
    severity: 'warning',
    text: 'Temporary files are memory here, and may be larger ({{value}}) than the memory of the server.',
    remedy: 'Lower the one or raise the other.',
  },
  'limits.file-over-disk': {
    severity: 'note',
    text: 'One file may be larger ({{value}}) than all that the server may leave.',
    remedy: 'Lower the one or raise the other.',
  },
} as const satisfies Record<string, Finding>;

/** Everything that {@link lintProfile} can find. Codes are kept; the portal translates by them. */
export const PROFILE_FINDINGS = { ...network, ...files, ...secrets, ...limits };

/** See {@link PROFILE_FINDINGS}. */
export type ProfileFindingCode = keyof typeof PROFILE_FINDINGS;
