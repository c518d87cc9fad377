/** Texts of the tab "Blast radius". */
export const blastMessages = {
  blast: {
    failed: 'What it could reach could not be loaded',
    notYours: 'What it could reach is for those who answer for it',
    notYoursHint:
      'Its owners, the review team and administrators see here what it could reach if it were compromised.',
    title: 'If it were compromised',
    lead: 'What it could reach, through which systems, and whose they are: for whoever has to decide how much harm it may do.',
    of: {
      approved: 'Of what is approved now.',
      waiting: 'Of what waits for its review: nothing is approved yet.',
      entity: 'Of what its entity says: nothing is submitted yet.',
    },
    first: 'What to know first',
    noNotes:
      'Nothing stands out: the sandbox holds it, and it is given nothing',
    note: {
      unconfined:
        'It runs elsewhere: nothing of ours holds it, and what its own network lets it reach is not known here',
      'every-host': 'It can send what it has to every public host',
      'writes-machine': 'It can write to folders of the gateway’s machine',
      'reads-machine': 'It can read folders of the gateway’s machine',
      'secrets-and-network':
        'It is given credentials and can reach hosts to send them to',
      'credentials-of-people':
        'It is given the credentials of those who call: it could act in their names at the systems behind it',
      'tools-unknown': 'Nobody knows its tools yet: they count as destroying',
      destroys: 'It has tools that destroy',
      'nothing-declared':
        'It declares no system, and yet could reach some: its entity should name them',
      'systems-unknown':
        'It reaches things that the catalog does not have, or does not show you',
      unowned: 'It reaches things that nobody owns',
      cut: 'It reaches more than is shown here',
    },
    systems: 'Systems that it reaches',
    systemsHint:
      'As its entity declares and as the catalog relates them, each below that through which it is reached.',
    noSystems: 'Its entity declares no systems',
    noSystemsHint: 'Its owner names them in spec.mcp.reaches.',
    unknown: 'not in the catalog, or not shown to you',
    ownedBy: 'Owner:',
    owners: 'Owners to talk to',
    owns_one: '({{count}} of these)',
    owns_other: '({{count}} of these)',
    nobody: 'nobody',
    ways: 'Ways out of it',
    waysHint: {
      here: 'The gateway runs it in a sandbox, which lets out this and nothing else.',
      elsewhere:
        'It runs elsewhere. What the gateway gives it is known; where it can connect to is not.',
      nowhere: 'It says neither an address nor a package, so nothing runs.',
    },
    place: 'Runs at',
    network: 'Network',
    net: {
      none: 'No connections',
      everything: 'Every public host, by https',
      unknown: 'Not known: its own network decides',
    },
    below: 'every name below {{host}}, port {{port}}',
    folders: 'Folders',
    folder: {
      path: {
        read: 'reads {{name}} of the machine',
        write: 'reads and writes {{name}} of the machine',
      },
      volume: {
        read: 'reads {{name}}, a folder of its own',
        write: 'reads and writes {{name}}, a folder of its own',
      },
    },
    noFolders: 'None but its own package',
    credentials: 'Credentials that it is given',
    noCredentials: 'None',
    credential: {
      static: 'Secret',
      'personal-key': 'Personal key',
      'user-oauth': 'Linked account',
      'signed-assertion': 'Signed statement',
      'token-exchange': 'Exchanged token',
      'id-jag': 'Token by the company’s identity provider',
      'profile-secret': 'Secret',
    },
    whose: {
      company: 'one for everybody',
      person: 'of whoever calls',
      gateway: 'the gateway’s word about who calls',
    },
    in: 'in {{name}}',
    scopes: 'for {{scopes}}',
    access: 'People and tools',
    accessHint:
      'What those who have access could be made to believe, and what calls in their names could do.',
    people: 'People and agents with access',
    persons_one: '{{count}} by a grant of their own',
    persons_other: '{{count}} by grants of their own',
    groups: 'Groups with access',
    mayChange: 'May call what changes or destroys',
    ofThem_one: '{{count}} of {{all}} people and groups',
    ofThem_other: '{{count}} of {{all}} people and groups',
    destroys: 'Tools that destroy',
    changes: 'Tools that change',
    reads: 'Tools that read',
    none: 'None',
    unknownTools: 'Not known',
  },
} as const;
