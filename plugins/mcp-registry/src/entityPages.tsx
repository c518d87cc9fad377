import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';

const filter = { kind: 'api', 'spec.type': 'mcp-server' };

const about = EntityCardBlueprint.make({
  name: 'about',
  params: {
    filter,
    type: 'content',
    loader: () => import('./server/AboutCard').then(m => <m.AboutCard />),
  },
});

const tools = EntityContentBlueprint.make({
  name: 'tools',
  params: {
    path: '/tools',
    title: 'Tools',
    filter,
    loader: () => import('./server/ToolsContent').then(m => <m.ToolsContent />),
  },
});

const connect = EntityContentBlueprint.make({
  name: 'connect',
  params: {
    path: '/connect',
    title: 'Connect',
    filter,
    loader: () =>
      import('./connect/ConnectContent').then(m => <m.ConnectContent />),
  },
});

const myAccess = EntityContentBlueprint.make({
  name: 'my-access',
  params: {
    path: '/my-access',
    title: 'My access',
    filter,
    loader: () =>
      import('./server/MyAccessContent').then(m => <m.MyAccessContent />),
  },
});

const activity = EntityContentBlueprint.make({
  name: 'activity',
  params: {
    path: '/activity',
    title: 'Activity',
    filter,
    loader: () =>
      import('./server/ActivityContent').then(m => <m.ActivityContent />),
  },
});

const usage = EntityContentBlueprint.make({
  name: 'usage',
  params: {
    path: '/usage',
    title: 'Usage',
    filter,
    loader: () => import('./usage/UsageContent').then(m => <m.UsageContent />),
  },
});

const runtime = EntityContentBlueprint.make({
  name: 'runtime',
  params: {
    path: '/runtime',
    title: 'Runtime',
    // Only servers that ship as a package are run by the gateway.
    filter: { ...filter, 'spec.mcp.package': { $exists: true } },
    loader: () =>
      import('./runtime/RuntimeContent').then(m => <m.RuntimeContent />),
  },
});

const blastRadius = EntityContentBlueprint.make({
  name: 'blast-radius',
  params: {
    path: '/blast-radius',
    title: 'Blast radius',
    filter,
    loader: () =>
      import('./blast-radius/BlastRadiusContent').then(m => (
        <m.BlastRadiusContent />
      )),
  },
});

const history = EntityContentBlueprint.make({
  name: 'history',
  params: {
    path: '/history',
    title: 'History',
    filter,
    loader: () =>
      import('./revisions/HistoryContent').then(m => <m.HistoryContent />),
  },
});

/** What a server's page in the catalog shows. */
export const entityPages = [
  about,
  tools,
  connect,
  myAccess,
  activity,
  usage,
  runtime,
  blastRadius,
  history,
];
