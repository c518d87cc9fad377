import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import type { RouteRef } from '@backstage/frontend-plugin-api';
import {
  scaffolderApiRef,
  type ScaffolderApi,
} from '@backstage/plugin-scaffolder-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { Entity } from '@backstage/catalog-model';
import type { ReactElement } from 'react';
import { mcpGatewayApiRef, type McpGatewayApi } from '../api/McpGatewayApi';
import { mcpRegistryApiRef, type McpRegistryApi } from '../api/McpRegistryApi';
import { rootRouteRef } from '../routes';
import { someChecks } from './someChecks';

/** Renders one of our pages over backends that answer what a test says; anything else they are asked is a failure. */
export function renderPage(
  element: ReactElement,
  options: {
    at?: string;
    registry?: Partial<McpRegistryApi>;
    gateway?: Partial<McpGatewayApi>;
    scaffolder?: Partial<ScaffolderApi>;
    mayReadAll?: boolean;
    entities?: Entity[];
  },
) {
  return renderInTestApp(element, {
    initialRouteEntries: [options.at ?? '/'],
    mountedRoutes: {
      '/ai-tools': rootRouteRef,
      '/catalog/:namespace/:kind/:name': entityRouteRef as RouteRef<{
        namespace: string;
        kind: string;
        name: string;
      }>,
    },
    apis: [
      [
        mcpRegistryApiRef,
        {
          countInbox: async () => ({ open: 0, decisions: 0, reviews: 0 }),
          listStops: async () => ({ items: [], mayStopAll: false }),
          listExceptions: async () => ({ items: [] }),
          listAccessPolicies: async () => ({ items: [], mayPreview: false }),
          listApprovalPolicies: async () => ({
            ...{ items: [], history: [] },
            mayPreview: false,
          }),
          getRevisionChecks: async () => someChecks(),
          getRevisionDiff: async digest => ({
            after: { digest, number: 1, state: 'submitted' },
            changes: [],
          }),
          ...options.registry,
        } as McpRegistryApi,
      ],
      [catalogApiRef, catalogApiMock({ entities: options.entities ?? [] })],
      [mcpGatewayApiRef, (options.gateway ?? {}) as McpGatewayApi],
      [scaffolderApiRef, (options.scaffolder ?? {}) as ScaffolderApi],
      [
        permissionApiRef,
        mockApis.permission({
          authorize: options.mayReadAll
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
        }),
      ],
    ],
  });
}
