import {
  PageBlueprint,
  PluginHeaderActionBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { CALL_PATH } from './activity/CALL_PATH';
import { SIGNED_IN_PATH } from './fresh-sign-in/SIGNED_IN_PATH';
import { rootRouteRef } from './routes';

const page = PageBlueprint.make({
  params: { path: '/ai-tools', title: 'AI tools', routeRef: rootRouteRef },
});

const browse = SubPageBlueprint.make({
  name: 'browse',
  params: {
    path: 'browse',
    title: 'Browse',
    loader: () => import('./browse/BrowsePage').then(m => <m.BrowsePage />),
  },
});

const myAccess = SubPageBlueprint.make({
  name: 'my-access',
  params: {
    path: 'my-access',
    title: 'My access',
    loader: () => import('./access/MyAccessPage').then(m => <m.MyAccessPage />),
  },
});

const approvals = SubPageBlueprint.make({
  name: 'approvals',
  params: {
    path: 'approvals',
    title: 'Approvals',
    loader: () =>
      import('./approvals/ApprovalsPage').then(m => <m.ApprovalsPage />),
  },
});

const activity = SubPageBlueprint.make({
  name: 'activity',
  params: {
    path: 'activity',
    title: 'Activity',
    loader: () =>
      import('./activity/ActivityPage').then(m => <m.ActivityPage />),
  },
});

const usage = SubPageBlueprint.make({
  name: 'usage',
  params: {
    path: 'usage',
    title: 'Usage',
    loader: () => import('./usage/UsagePage').then(m => <m.UsagePage />),
  },
});

const stops = SubPageBlueprint.make({
  name: 'stops',
  params: {
    path: 'stops',
    title: 'Emergency stops',
    loader: () => import('./stops/StopsPage').then(m => <m.StopsPage />),
  },
});

const operations = SubPageBlueprint.make({
  name: 'operations',
  params: {
    path: 'operations',
    title: 'Operations',
    loader: () =>
      import('./operations/OperationsPage').then(m => <m.OperationsPage />),
  },
});

const reports = SubPageBlueprint.make({
  name: 'reports',
  params: {
    path: 'reports',
    title: 'Reports',
    loader: () => import('./reports/ReportsPage').then(m => <m.ReportsPage />),
  },
});

const digest = SubPageBlueprint.make({
  name: 'digest',
  params: {
    path: 'digest',
    title: 'Digest',
    loader: () => import('./digest/DigestPage').then(m => <m.DigestPage />),
  },
});

const policies = SubPageBlueprint.make({
  name: 'policies',
  params: {
    path: 'policies',
    title: 'Policies',
    loader: () =>
      import('./policies/PoliciesPage').then(m => <m.PoliciesPage />),
  },
});

const who = SubPageBlueprint.make({
  name: 'who',
  params: {
    path: 'who',
    title: 'Who can call what',
    loader: () => import('./who/WhoPage').then(m => <m.WhoPage />),
  },
});

/** A page of its own, so that it is no tab; without a route ref it is no entry of the navigation either. */
const request = PageBlueprint.make({
  name: 'request',
  params: {
    path: '/ai-tools/request',
    title: 'AI tools',
    loader: () => import('./request/RequestPage').then(m => <m.RequestPage />),
  },
});

/** Where the gateway's authorization server sends a browser; see `mcpGateway` there. */
const consent = PageBlueprint.make({
  name: 'consent',
  params: {
    path: '/mcp/consent',
    title: 'Connect an AI application',
    loader: () => import('./consent/ConsentPage').then(m => <m.ConsentPage />),
  },
});

/** Where a refused call sends people to connect an account of theirs, and the gateway sends them back to. */
const connectAccount = PageBlueprint.make({
  name: 'connect-account',
  params: {
    path: '/mcp/connect',
    title: 'Connect an account',
    loader: () => import('./accounts/ConnectPage').then(m => <m.ConnectPage />),
  },
});

/** Where a refused call sends people to confirm it themselves; see `mcpGateway.guards.history`. */
const confirmCall = PageBlueprint.make({
  name: 'confirm-call',
  params: {
    path: '/mcp/confirm',
    title: 'Confirm a call',
    loader: () => import('./confirm/ConfirmPage').then(m => <m.ConfirmPage />),
  },
});

/** One call, so that people can send each other its address. */
const call = PageBlueprint.make({
  name: 'call',
  params: {
    path: CALL_PATH,
    title: 'Call',
    loader: () => import('./activity/CallPage').then(m => <m.CallPage />),
  },
});

/** Where people come back to who signed in again for a decision that needs it. */
const signedIn = PageBlueprint.make({
  name: 'signed-in',
  params: {
    path: SIGNED_IN_PATH,
    title: 'Signed in again',
    loader: () =>
      import('./fresh-sign-in/SignedInPage').then(m => <m.SignedInPage />),
  },
});

const openApprovals = PluginHeaderActionBlueprint.make({
  name: 'open-approvals',
  params: {
    loader: () =>
      import('./components/OpenApprovals').then(m => <m.OpenApprovals />),
  },
});

/** The pages under `/ai-tools`. */
export const pages = [
  page,
  browse,
  myAccess,
  approvals,
  activity,
  call,
  usage,
  who,
  policies,
  stops,
  reports,
  digest,
  operations,
  request,
  consent,
  connectAccount,
  confirmCall,
  signedIn,
  openApprovals,
];
