/**
 * Everything that can be said of the difference between two revisions: `<what>.<how>`. The portal translates by id; values are
 * in double braces.
 */
export const REVISION_CHANGES = {
  'identity.changed': 'It is another server: {{after}}, before {{before}}.',
  'origin.changed': 'It comes from {{after}}, before from {{before}}.',
  'formula.changed': 'Its digest is made in another way than before.',
  'owner.changed': 'Another owner: {{after}}, before {{before}}.',
  'risk.lowered': 'Its risk tier is lowered from {{before}} to {{after}}.',
  'risk.raised': 'Its risk tier is raised from {{before}} to {{after}}.',
  'data.lowered':
    'Its data classification is lowered from {{before}} to {{after}}.',
  'data.raised':
    'Its data classification is raised from {{before}} to {{after}}.',
  'compliance.added': 'It is marked {{name}} now.',
  'compliance.removed': 'It is no longer marked {{name}}.',
  'audience.added': 'It is meant for {{name}}, too.',
  'audience.removed': 'It is no longer meant for {{name}}.',
  'reaches.added': 'It reaches {{name}}, which it did not before.',
  'reaches.removed': 'It no longer reaches {{name}}.',
  'upstream.added': 'Calls are sent to {{after}}.',
  'upstream.removed': 'Calls are no longer sent to {{before}}.',
  'upstream.host':
    'Calls are sent to another host: {{after}}, before {{before}}.',
  'upstream.address': 'Calls are sent to {{after}}, before to {{before}}.',
  'upstream.transport': 'It is spoken to by {{after}}, before by {{before}}.',
  'package.added': 'It is the package {{after}}.',
  'package.removed': 'It is no longer the package {{before}}.',
  'package.other': 'It is another package: {{after}}, before {{before}}.',
  'package.version': 'Its package has version {{after}}, before {{before}}.',
  'package.integrity':
    'The bytes of its package are others: {{after}}, before {{before}}.',
  'package.pinned': 'The bytes of its package are pinned: {{after}}.',
  'package.unpinned': 'The bytes of its package are no longer pinned.',
  'run.command': 'It is started with {{after}}, before with {{before}}.',
  'run.arguments': 'Its arguments are others.',
  'run.transport': 'It speaks {{after}}, before {{before}}.',
  'run.port': 'It listens at the port {{after}}, before {{before}}.',
  'run.path': 'It is asked at the path {{after}}, before {{before}}.',
  'isolation.less':
    'More people share a runtime: {{after}}, before {{before}}.',
  'isolation.more':
    'Fewer people share a runtime: {{after}}, before {{before}}.',
  'credential.kind':
    'Another kind of credential: {{after}}, before {{before}}.',
  'credential.scope-added':
    'It asks for the scope {{name}}, which it did not before.',
  'credential.scope-removed': 'It no longer asks for the scope {{name}}.',
  'credential.scopes-unclear':
    'Its scopes are left to the provider on one side of the change, so what it may do can be more.',
  'credential.detail':
    'Of its credential, {{name}} is {{after}}, before {{before}}.',
  'profile.everything-opened': 'It can connect to every public host.',
  'profile.everything-closed': 'It can no longer connect to every public host.',
  'profile.host-added': 'It can connect to {{host}}, port {{port}}.',
  'profile.host-removed':
    'It can no longer connect to {{host}}, port {{port}}.',
  'profile.host-wider':
    'It can speak any protocol with {{host}}, port {{port}}.',
  'profile.host-narrower':
    'It can speak http alone with {{host}}, port {{port}}.',
  'profile.unclear': 'What it can connect to is said unclearly: {{what}}',
  'profile.read-added': 'It can read {{path}}.',
  'profile.read-removed': 'It can no longer read {{path}}.',
  'profile.write-added': 'It can read, change and delete {{path}}.',
  'profile.write-removed': 'It can no longer change {{path}}.',
  'profile.secret-added': 'It gets the secret {{secret}}, as {{variable}}.',
  'profile.secret-removed': 'It no longer gets the secret {{secret}}.',
  'profile.secret-way':
    'It gets the secret {{secret}} in another way: {{after}}, before {{before}}.',
  'profile.limit-raised': 'Its bound {{name}} is {{after}}, before {{before}}.',
  'profile.limit-lowered':
    'Its bound {{name}} is {{after}}, before {{before}}.',
  'profile.limit-default':
    'Its bound {{name}} is the gateway’s default on one side: {{after}}, before {{before}}.',
  'setting.added': 'It gets the setting {{name}}: {{after}}',
  'setting.removed': 'It no longer gets the setting {{name}}.',
  'setting.changed': 'Its setting {{name}} is {{after}}, before {{before}}.',
  'surface.learnt': 'Its tools are known now.',
  'surface.lost':
    'Its tools are not known: what it would offer can be anything.',
  'instructions.added': 'It tells the model how to use it.',
  'instructions.removed': 'It no longer tells the model how to use it.',
  'instructions.changed': 'It tells the model something else.',
  'tool.added': 'The tool {{tool}} is new; it {{effect}}.',
  'tool.removed': 'The tool {{tool}} is gone.',
  'tool.renamed': 'The tool {{before}} is called {{tool}} now.',
  'tool.effect-up': 'The tool {{tool}} {{after}}, before it {{before}}.',
  'tool.effect-claim':
    'The tool {{tool}} claims to do less: it {{after}}, before it {{before}}.',
  'tool.open-world':
    'The tool {{tool}} no longer says that it stays inside its own system.',
  'tool.annotation':
    'The tool {{tool}} says something else of itself: {{name}} is {{after}}, before {{before}}.',
  'tool.title': 'The tool {{tool}} has another title.',
  'tool.description': 'The tool {{tool}} is described in other words.',
  'tool.unseen':
    'Something about the tool {{tool}} changed that is not in the record.',
  'schema.opened': '{{at}} accepts more than before: {{what}}.',
  'schema.closed': '{{at}} accepts less than before: {{what}}.',
  'schema.unclear':
    '{{at}} changed so that it may accept more than before: {{what}}.',
  'schema.words': '{{at}} is described in other words.',
  'schema.default': '{{at}} has another default: {{after}}, before {{before}}.',
  'schema.more': 'More changed of {{at}} than is listed here.',
  'text.hidden':
    '{{at}} holds characters that nobody sees ({{number}}): {{shown}}',
  'text.look-alike':
    '{{at}} holds letters that look like others ({{number}}): {{shown}}',
  'other.changed': '{{at}} is {{after}}, before {{before}}.',
} as const satisfies Record<string, string>;

/** See {@link REVISION_CHANGES}. */
export type RevisionChangeCode = keyof typeof REVISION_CHANGES;
