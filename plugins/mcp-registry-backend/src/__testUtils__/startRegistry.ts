import type { PermissionsService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  type AccessPolicyInput,
  type ApprovalPolicyInput,
  describeTools,
  readAccessPolicy,
  readApprovalPolicy,
  type RevisionFormula,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import {
  mcpAccessRequestRules,
  mcpServerRules,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { RevisionCheck } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import type { PublishedSboms } from '../checks/contents/sbom/PublishedSboms';
import { readContentsSettings } from '../checks/contents/settings/readContentsSettings';
import type { ProbedSurface } from '../revisions/GatewayProber';
import {
  type CheckSettings,
  DEFAULT_CHECKS,
} from '../checks/readCheckSettings';
import {
  DEFAULT_EXCEPTIONS,
  type ExceptionSettings,
} from '../exceptions/readExceptionSettings';
import type { GitOpsAdditions } from '../gitops/createGitOps';
import {
  type GitOpsSettings,
  NO_GITOPS,
} from '../gitops/settings/GitOpsSettings';
import type { ServerDrift } from '../drift/HeldTool';
import { NO_REVIEWS, type ReviewSettings } from '../reviews/readReviewSettings';
import type { RememberedUse } from '../reviews/GrantUseReader';
import type { EmergencyPolicy } from '../emergency/readEmergencyPolicies';
import type { DigestReader } from '../digest/GatewayDigestReader';
import type { ReactionSettings } from '../stops/reactions/readReactionSettings';
import { createServices } from '../service/createServices';

const RULES = [
  ...Object.values(mcpServerRules),
  ...Object.values(mcpAccessRequestRules),
];

/** The registry's services over a real database, with a catalog, a clock and a prober that a test moves. */
export async function startRegistry(options: {
  knex: Knex;
  entities: Entity[];
  approverGroups?: string[];
  /** Everything is allowed without. */
  permissions?: PermissionsService;
  /** Instead of the registry's own. */
  builtInChecks?: RevisionCheck[];
  /** Beside the built-in ones. */
  checks?: RevisionCheck[];
  checkSettings?: Partial<CheckSettings>;
  exceptionSettings?: Partial<ExceptionSettings>;
  /** Who has to decide; the review team without. */
  approvalPolicies?: readonly ApprovalPolicyInput[];
  /** Who has to decide about access; the owner without. */
  accessPolicies?: readonly AccessPolicyInput[];
  /** Where published lists of contents come from. */
  published?: (knex: Knex) => PublishedSboms;
  /** What packages are made of is held against nothing without. */
  contents?: JsonObject;
  reviews?: Partial<ReviewSettings>;
  emergencyPolicies?: EmergencyPolicy[];
  /** Repositories of definitions; none without. */
  gitOps?: GitOpsSettings;
  gitOpsAdditions?: GitOpsAdditions;
  /** How much rules of the gateway may hold back. */
  reactions?: ReactionSettings;
  /** Who says what was used of an owner's servers; nobody without. */
  digestReader?: DigestReader;
  /** Where people sign in again; they cannot without. */
  signInUrl?: string;
  /** By which formulas revisions are named; the registry's own without. */
  formulas?: readonly RevisionFormula[];
}) {
  const state = {
    now: new Date('2026-11-23T10:00:00.000Z'),
    entities: options.entities,
    tools: [
      { name: 'echo', annotations: { readOnlyHint: true } },
      { name: 'add', description: 'Adds two numbers' },
    ] as object[] | undefined,
    /** What a probe says beside the tools. */
    runtime: {} as Pick<
      ProbedSurface,
      'runtime' | 'installed' | 'observed' | 'instructions' | 'contents'
    >,
    /** What the gateway says that it holds back. */
    drift: [] as ServerDrift[],
    /** What the gateway says of the use of grants; without it nobody can say. */
    used: undefined as RememberedUse | undefined,
    sent: [] as NotificationSendOptions[],
    /** What was written for auditors, with how it ended. */
    audited: [] as {
      eventId: string;
      meta?: JsonObject;
      status: 'succeeded' | 'failed';
      error?: string;
    }[],
  };
  const catalog = catalogServiceMock.mock({
    getEntities: async (request, call) =>
      await catalogServiceMock({ entities: state.entities }).getEntities(
        request,
        call,
      ),
    getEntityByRef: async (ref, call) =>
      await catalogServiceMock({ entities: state.entities }).getEntityByRef(
        ref,
        call,
      ),
    getEntitiesByRefs: async (request, call) =>
      await catalogServiceMock({ entities: state.entities }).getEntitiesByRefs(
        request,
        call,
      ),
  });
  const services = await createServices({
    database: mockServices.database.mock({
      getClient: async () => options.knex,
    }),
    auth: mockServices.auth(),
    auditor: mockServices.auditor.mock({
      createEvent: async ({ eventId, meta }) => ({
        success: async () => {
          state.audited.push({ eventId, meta, status: 'succeeded' });
        },
        fail: async ({ error }) => {
          state.audited.push({
            ...{ eventId, meta, status: 'failed' },
            error: String(error?.message),
          });
        },
      }),
    }),
    logger: mockServices.logger.mock(),
    catalog,
    notifications: {
      send: async message => {
        state.sent.push(message);
      },
    },
    permissions:
      options.permissions ??
      mockServices.permissions({ result: AuthorizeResult.ALLOW }),
    permissionsRegistry: mockServices.permissionsRegistry.mock({
      getPermissionRuleset: ref => ({
        getRuleByName: name => {
          const rule = RULES.find(
            candidate =>
              candidate.name === name &&
              candidate.resourceType === ref.resourceType,
          );
          if (!rule) {
            throw new Error(`No rule ${name}`);
          }
          return rule as never;
        },
      }),
    }),
    settings: {
      approverGroups: options.approverGroups ?? ['group:default/security'],
      stopGroups: ['group:default/security', 'group:default/platform-admins'],
      undoWindowSeconds: 10,
      catalogSyncSeconds: 10,
      gatewayPublicUrl: 'http://localhost:7008',
      permissionsEnabled: true,
      checks: { ...DEFAULT_CHECKS, ...options.checkSettings },
      exceptions: { ...DEFAULT_EXCEPTIONS, ...options.exceptionSettings },
      contents: readContentsSettings(
        mockServices.rootConfig({
          data: { mcpRegistry: { contents: options.contents ?? {} } },
        }),
      ),
      reviews: { ...NO_REVIEWS, ...options.reviews },
      emergencyPolicies: options.emergencyPolicies ?? [],
      gitOps: options.gitOps ?? NO_GITOPS,
      reactions: options.reactions,
    },
    signInUrl: options.signInUrl,
    digestReader: options.digestReader,
    builtInChecks: options.builtInChecks,
    checks: options.checks,
    approvalPolicies: await Promise.all(
      (options.approvalPolicies ?? []).map(policy =>
        readApprovalPolicy(policy, 'the test'),
      ),
    ),
    accessPolicies: await Promise.all(
      (options.accessPolicies ?? []).map(policy =>
        readAccessPolicy(policy, 'the test'),
      ),
    ),
    published: options.published,
    gitOpsAdditions: options.gitOpsAdditions,
    prober: {
      probe: async (): Promise<ProbedSurface> =>
        state.tools
          ? {
              known: true,
              tools: await describeTools(state.tools),
              probedAt: state.now.toISOString(),
              ...state.runtime,
            }
          : {
              known: false,
              tools: [],
              probeError: 'connection refused',
              probedAt: state.now.toISOString(),
              ...state.runtime,
            },
    },
    driftReader: { read: async () => state.drift },
    useReader: { read: async () => state.used },
    clock: { now: () => state.now },
    formulas: options.formulas,
  });
  return {
    ...services,
    catalog,
    /** Moves the clock. */
    wait: (seconds: number) => {
      state.now = new Date(state.now.getTime() + seconds * 1000);
    },
    state,
  };
}

/** A running registry. */
export type TestRegistry = Awaited<ReturnType<typeof startRegistry>>;
