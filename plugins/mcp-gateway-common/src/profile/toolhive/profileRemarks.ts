import { fillIn, type TextValues } from '../fillIn';

/** What is said of a profile that comes from ToolHive or goes there: what was left out or means something else. */
export const PROFILE_REMARKS = {
  'import.no-profile':
    'This is no permission profile: a profile is an object with read, write and network.',
  'import.registry-entry':
    'This is a whole entry of a registry. Only its permissions were read.',
  'import.unknown-key':
    '{{path}} is not known here and was left out. If it restricted something, say it in another way.',
  'import.not-understood': '{{path}} was not understood and was left out.',
  'import.too-many':
    '{{path}} has more than {{most}} entries. Those after them were left out.',
  'import.privileged':
    'The profile asks to be privileged, which nothing that Sallyport runs can be. That was left out.',
  'import.mode':
    'The network mode {{value}} is not known here and was left out: a server reaches what its profile names, and nothing else.',
  'import.no-network':
    'The profile says nothing of the network. ToolHive lets such a server reach everything; here it reaches nothing.',
  'import.all-ports':
    'The profile names hosts without ports, which in ToolHive is every port. Here it became port 443; name others if it needs them.',
  'import.ports-alone':
    'The profile names ports without hosts, which would be every host at these ports. They were left out: name the hosts.',
  'import.everything':
    'insecure_allow_all means less here: public hosts by https (port 443), where the operator allows that at all.',
  'import.below':
    '{{value}} means the names below it here, not that name itself. Name it too if it needs it.',
  'import.mount':
    'The mount {{value}} was left out: here a mount is a path, two paths with a colon between them, or volume://name:/path.',
  'import.inbound':
    'Who may connect to the server is not the profile’s business here: the gateway alone talks to it. The hosts were kept and do nothing.',
  'export.destination':
    '{{value}} is left out: ToolHive pairs each host with each port, and with this one it would open more than the profile names.',
  'export.tunnel':
    '{{value}}: ToolHive has no tunnels. It lets this be reached through an HTTP proxy only, which few programs of other protocols can use.',
  'export.below':
    '{{value}}: in ToolHive this includes the name itself, not only the names below it.',
  'export.everything':
    'insecure_allow_all is left out: here it means public hosts by https, in ToolHive everything, private networks included.',
  'export.ports-alone':
    'Ports without hosts are left out: in ToolHive they could mean every host.',
  'export.volume':
    '{{value}}: a volume is the server’s own here (and a person’s, where runtimes are). In ToolHive whatever names it may share it.',
  'export.limits':
    'The bounds are lost: ToolHive’s profile has none ({{value}}).',
  'export.env': 'The settings are lost: set {{value}} where you start it.',
  'export.secrets':
    'The secrets are lost: give {{value}} where you start it (ToolHive: --secret).',
} as const satisfies Record<string, string>;

/** See {@link PROFILE_REMARKS}. */
export type ProfileRemarkCode = keyof typeof PROFILE_REMARKS;

/** One remark. */
export interface ProfileRemark {
  readonly code: ProfileRemarkCode;
  readonly values: TextValues;
  /** In English; the portal translates by code. */
  readonly text: string;
}

/** Puts a remark together. */
export function profileRemark(
  code: ProfileRemarkCode,
  values: TextValues = {},
): ProfileRemark {
  return { code, values, text: fillIn(PROFILE_REMARKS[code], values) };
}
