// Servers of other people from npm, pinned in servers/package.json, that list their tools without an account and without a network.
// What they list is read at test time; only names, hashes and verdicts are committed.
const MODEL_CONTEXT = '@modelcontextprotocol/server-';

/** How each is started: `node <entry> <args>` with `env`. The values of credentials are placeholders: nothing is called. */
export const SERVERS = [
  {
    package: '@zereight/mcp-gitlab',
    entry: 'build/index.js',
    env: {
      GITLAB_PERSONAL_ACCESS_TOKEN: 'none',
      GITLAB_TOOLSETS: 'all',
      USE_PIPELINE: 'true',
      USE_MILESTONE: 'true',
      USE_GITLAB_WIKI: 'true',
    },
  },
  {
    package: '@playwright/mcp',
    entry: 'cli.js',
    args: [
      '--headless',
      '--caps=vision,pdf,devtools,testing,network,storage,config',
    ],
  },
  {
    package: 'chrome-devtools-mcp',
    entry: 'build/src/bin/chrome-devtools-mcp.js',
    args: ['--no-usage-statistics'],
  },
  {
    package: '@notionhq/notion-mcp-server',
    entry: 'bin/cli.mjs',
    env: { NOTION_TOKEN: 'none' },
  },
  { package: `${MODEL_CONTEXT}github`, entry: 'dist/index.js' },
  {
    package: `${MODEL_CONTEXT}gitlab`,
    entry: 'dist/index.js',
    env: { GITLAB_PERSONAL_ACCESS_TOKEN: 'none' },
  },
  {
    package: `${MODEL_CONTEXT}slack`,
    entry: 'dist/index.js',
    env: { SLACK_BOT_TOKEN: 'none', SLACK_TEAM_ID: 'T0' },
  },
  {
    package: `${MODEL_CONTEXT}google-maps`,
    entry: 'dist/index.js',
    env: { GOOGLE_MAPS_API_KEY: 'none' },
  },
  {
    package: `${MODEL_CONTEXT}filesystem`,
    entry: 'dist/index.js',
    args: ['.'],
  },
  { package: `${MODEL_CONTEXT}memory`, entry: 'dist/index.js' },
  { package: `${MODEL_CONTEXT}sequential-thinking`, entry: 'dist/index.js' },
  {
    package: `${MODEL_CONTEXT}everything`,
    entry: 'dist/index.js',
    args: ['stdio'],
  },
  {
    package: 'tavily-mcp',
    entry: 'build/index.js',
    env: { TAVILY_API_KEY: 'none' },
  },
  {
    package: '@hubspot/mcp-server',
    entry: 'dist/index.js',
    env: { PRIVATE_APP_ACCESS_TOKEN: 'pat-none' },
  },
  {
    package: '@cloudflare/mcp-server-cloudflare',
    entry: 'dist/index.js',
    args: ['run', 'none'],
    env: { CLOUDFLARE_API_TOKEN: 'none' },
  },
  {
    package: '@doist/todoist-mcp',
    entry: 'dist/main.js',
    env: { TODOIST_API_KEY: 'none' },
  },
];
