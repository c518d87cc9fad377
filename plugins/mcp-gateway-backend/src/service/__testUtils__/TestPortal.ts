import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import type {
  BackstageUserPrincipal,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import express from 'express';
import type { Knex } from 'knex';
import request from 'supertest';
import { systemClock } from '../../access/Clock';
import { Consents } from '../../authorization-server/Consents';
import { ActivityViews } from '../../evidence/ActivityViews';
import type { CallRecord } from '../../evidence/types';
import type { HistoryRule } from '../../guards/history/historyRuleSchema';
import { TokenService } from '../../tokens/TokenService';
import type { CallFilter } from '../CallReader';
import type { RouteOptions } from '../RouteOptions';
import type { createPolicyDesk } from '../../policies/createPolicyDesk';
import { createUseDecisions } from '../../permissions/createUseDecisions';
import type { PolicyDesk } from '../../policies/PolicyDesk';
import { createRouter } from '../createRouter';

export const PUBLIC_URL = 'https://mcp.example';
export const DEFAULT_LIMITS = {
  perPerson: { calls: 100, perSeconds: 60 },
  weights: { changes: 2, destroys: 5 },
};

type GiveExport = RouteOptions['auditProof']['exports']['give'];

/** What a test's policies are asked through. */
type PolicyDeskParts = Pick<
  Parameters<typeof createPolicyDesk>[0],
  'permissions' | 'userInfo' | 'calls'
>;

/** Bob's team owns the servers; everybody else owns what they are. */
const GROUPS: Record<string, string[]> = {
  'user:default/bob': ['group:default/data-platform'],
};

/** The REST API over a catalog, calls and probes in memory. */
export class TestPortal {
  static async create(
    database: Knex,
    policies?: (given: PolicyDeskParts) => PolicyDesk,
  ): Promise<TestPortal> {
    const portal = new TestPortal();
    await portal.#listen(database, policies);
    return portal;
  }

  readonly permissions = mockServices.permissions.mock({
    authorizeConditional: async questions =>
      questions.map(() => ({ result: AuthorizeResult.ALLOW })),
  });
  readonly catalog = catalogServiceMock({
    entities: [api('orders', 'mcp-server'), api('petstore', 'openapi')],
  });
  readonly calls = {
    list: jest.fn<
      Promise<{ items: CallRecord[]; nextCursor?: string }>,
      [CallFilter]
    >(),
    exceeds: jest.fn<Promise<boolean>, [CallFilter]>(async () => false),
    get: jest.fn<Promise<CallRecord | undefined>, [string]>(),
  };
  readonly registry = {
    listReaching: jest.fn<
      Promise<{ digests: string[]; servers: string[] }>,
      [{ system: string }]
    >(async () => ({ digests: [], servers: [] })),
  };
  readonly connections = {
    list: jest.fn(),
    storeKey: jest.fn(),
    begin: jest.fn(),
    finish: jest.fn(),
    unlink: jest.fn(),
  };
  readonly alerts: jest.Mocked<RouteOptions['alerts']> = {
    list: jest.fn(),
    get: jest.fn(),
    act: jest.fn(),
    takeVerdicts: jest.fn(),
  };
  readonly runtimes: jest.Mocked<RouteOptions['runtimes']> = {
    find: jest.fn(),
    view: jest.fn(),
    log: jest.fn(),
    ask: jest.fn(),
  };
  readonly fleet: jest.Mocked<RouteOptions['fleet']> = {
    list: jest.fn(),
    ask: jest.fn(),
  };
  readonly guardRules: HistoryRule[] = [];
  readonly probes = { probe: jest.fn() };
  readonly certificates = { look: jest.fn() };
  readonly drift = { list: jest.fn() };
  readonly grantUses = { read: jest.fn() };
  readonly digests = { read: jest.fn() };
  readonly usage = { read: jest.fn(), budgets: jest.fn() };
  readonly confirmations = {
    list: jest.fn(),
    read: jest.fn(),
    decide: jest.fn(),
    revoke: jest.fn(),
  };
  readonly whoMayCall = {
    tools: { list: jest.fn(), foresee: jest.fn() },
    callers: { list: jest.fn() },
  };
  readonly setup = { list: jest.fn(), checkServers: jest.fn() };
  readonly bodies = { status: jest.fn(), read: jest.fn() };
  readonly auditProof = {
    keys: jest.fn(async () => ({ keys: [{ kid: 'key-1' }] })),
    state: jest.fn(async () => ({ places: [] })),
    exports: { give: jest.fn<Promise<number>, Parameters<GiveExport>>() },
  };
  readonly live = { wait: jest.fn(async () => 'mark-1') };
  readonly auditEvent = {
    success: jest.fn(async () => {}),
    fail: jest.fn(async () => {}),
  };
  readonly auditor = mockServices.auditor.mock({
    createEvent: async () => this.auditEvent,
  });
  readonly #app = express();

  /** What the permission policy allows, by name. */
  allow(...names: string[]): void {
    this.permissions.authorize.mockImplementation(async questions =>
      questions.map(({ permission }) => ({
        result: names.includes(permission.name)
          ? AuthorizeResult.ALLOW
          : AuthorizeResult.DENY,
      })),
    );
    const use = names.includes('mcp.server.use');
    this.permissions.authorizeConditional.mockImplementation(async questions =>
      questions.map(({ permission }) => ({
        result:
          use || permission.name !== 'mcp.server.use'
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
      })),
    );
  }

  asNobody() {
    return request(this.#app);
  }

  as(person: string, options?: { actor: { subject: string } }) {
    const token = mockCredentials.user.token(`user:default/${person}`, options);
    return this.#with(`Bearer ${token}`);
  }

  asService(subject: string) {
    return this.#with(
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.service(subject),
        targetPluginId: 'mcp-gateway',
      }),
    );
  }

  #with(authorization: string) {
    const agent = request.agent(this.#app);
    agent.set('Authorization', authorization);
    return agent;
  }

  async #listen(
    database: Knex,
    policies?: (given: PolicyDeskParts) => PolicyDesk,
  ): Promise<void> {
    const tokens = TokenService.create({
      database,
      issuer: PUBLIC_URL,
      logger: mockServices.logger.mock(),
    });
    const userInfo: UserInfoService = {
      getUserInfo: async ({ principal }) => {
        const { userEntityRef } = principal as BackstageUserPrincipal;
        const groups = GROUPS[userEntityRef] ?? [];
        return {
          userEntityRef,
          ownershipEntityRefs: [userEntityRef, ...groups],
        };
      },
    };
    const { permissions, calls } = this;
    const config = mockServices.rootConfig({
      data: { permission: { enabled: true } },
    });
    const uses = createUseDecisions({
      ...{ config, database, permissions },
      logger: mockServices.logger.mock(),
    });
    this.#app.use(
      await createRouter({
        policies: policies?.({ permissions, userInfo, calls }),
        tokens,
        consents: Consents.create({
          database,
          tokens: tokens.ofConsents,
          clock: systemClock,
        }),
        directory: { status: () => ({ sequence: 42, state: 'current' }) },
        calls: this.calls,
        registry: this.registry,
        auditProof: this.auditProof,
        live: this.live,
        traceLink: id => `https://traces.example.com/${id}`,
        bodies: this.bodies,
        bodySettings: {
          bounds: { default: 'none', maximum: 'full', fullUpTo: 'internal' },
          retentionDays: 30,
        },
        activityViews: ActivityViews.create({ database }),
        usage: this.usage,
        probes: this.probes,
        certificates: this.certificates,
        drift: this.drift,
        grantUses: this.grantUses,
        digests: this.digests,
        runtimes: this.runtimes,
        fleet: this.fleet,
        alerts: this.alerts,
        whoMayCall: this.whoMayCall,
        connections: this.connections,
        history: {
          confirmations: this.confirmations,
          rules: { all: this.guardRules },
        },
        setup: this.setup,
        auth: mockServices.auth({ pluginId: 'mcp-gateway' }),
        config,
        uses: uses.desk,
        httpAuth: mockServices.httpAuth({
          pluginId: 'mcp-gateway',
          defaultCredentials: mockCredentials.none(),
        }),
        userInfo,
        permissions: this.permissions,
        catalog: this.catalog,
        auditor: this.auditor,
        publicUrl: PUBLIC_URL,
        defaultLimits: DEFAULT_LIMITS,
      }),
    );
    this.#app.use(mockErrorHandler());
  }
}

function api(name: string, type: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: { name, namespace: 'default' },
    spec: {
      type,
      owner: 'group:default/data-platform',
      lifecycle: 'production',
    },
  };
}
