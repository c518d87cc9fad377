/** What is said where a definition crosses from one format to another. Nothing is left out without one of these. */
export const FORMAT_REMARKS = {
  'import.left-out': '{{path}} has no counterpart here and was left out.',
  'import.restriction':
    '{{path}} restricts something there and was left out. Restrict it here in another way: nobody may call a tool here without a grant.',
  'import.not-understood': '{{path}} was not understood and was left out.',
  'import.first-only':
    '{{path}} names several; the first one that can be run or reached here was taken.',
  'import.owner': 'Nobody is said to own it; {{value}} was taken.',
  'import.most-sensitive':
    'It does not say how sensitive it is, so it counts as {{value}}.',
  'import.description': 'It has no description; its name was taken.',
  'import.name': 'The name {{value}} became {{name}}.',
  'import.secret':
    'Its secret {{value}} became {{name}} in the gateway’s configuration: put it there, and allow this server to use it.',
  'import.secret-needed':
    'It needs the secret {{value}}. Name one of the gateway’s configuration in the permission profile.',
  'import.builtin-network':
    'ToolHive’s profile “network” reaches everything. Here it reaches nothing: name the hosts that it needs.',
  'import.no-profile':
    'It names no permission profile, so here it reaches nothing.',
  'import.profile-elsewhere':
    'Its permission profile is in {{value}}, which is not among these documents. Here it reaches nothing.',
  'export.command':
    'The command {{value}} is lost: there, the image’s own is started.',
  'export.path': 'The path {{value}} is lost: there it is /mcp.',
  'export.isolation':
    'Who shares a runtime ({{value}}) is not kept there: everybody does.',
  'export.credential':
    'The credential ({{value}}) is not carried: set it up there.',
  'export.secret':
    'Make a Kubernetes Secret {{value}} with the key “value”: {{name}} comes from there.',
  'export.secret-file':
    'The secret {{value}} is handed over as a file here, which there is no way to say. It was left out.',
  'export.env-conflict':
    'The setting {{value}} is there twice, with other values. The one of the start was kept.',
  'export.bounds': 'The bounds {{value}} are lost.',
  'export.not-enforced':
    'ToolHive’s operator does not enforce permission profiles in Kubernetes: bound it by a NetworkPolicy as well.',
  'export.description-cut': 'The description is cut to 100 characters.',
  'export.version':
    'A server that runs elsewhere has no version, and one has to be there: {{value}}.',
  'export.only-ours':
    'Owner, risk, permission profile and what else only Sallyport knows stand in _meta, where others pass over them.',
} as const satisfies Record<string, string>;

/** See {@link FORMAT_REMARKS}. */
export type FormatRemarkCode = keyof typeof FORMAT_REMARKS;
