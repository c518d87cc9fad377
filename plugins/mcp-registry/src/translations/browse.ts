/** Texts of the list of servers. */
export const browseMessages = {
  browse: {
    title: 'AI tools',
    lead: 'MCP servers that your AI applications can use here: orders, files, knowledge and more.',
    search: 'Search AI tools',
    searchHint: 'What should it do? For example: refunds, query orders',
    usable: 'I can use it now',
    register: 'Add a server',
    list: 'AI tools',
    found_one: '{{count}} server',
    found_other: '{{count}} servers',
    failed: 'The servers could not be loaded',
    empty: 'No servers yet',
    emptyHint:
      'Servers appear here when somebody adds them to the catalog or registers them. Start with “Add a server”.',
    noneFound: 'Nothing matches',
    noneFoundHint:
      'Try other words for what you want to do, or remove a filter.',
    connect: 'Connect',
    connectTo: 'Connect to {{server}}',
    ask: 'Ask for access',
    askFor: 'Ask for access to {{server}}',
    owner: 'Owned by',
    toolsUnknown: 'Tools not known yet',
    tools_one: '{{count}} tool',
    tools_other: '{{count}} tools',
  },
  filter: {
    any: 'Any',
    owner: 'Owner',
    data: 'Data',
    risk: 'Risk',
    tag: 'Tag',
    status: 'Status',
    clear: 'Clear filters',
  },
} as const;
