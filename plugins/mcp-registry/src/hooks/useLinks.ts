import { parseEntityRef } from '@backstage/catalog-model';
import {
  routeResolutionApiRef,
  useApi,
  type RouteRef,
} from '@backstage/frontend-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { useMemo } from 'react';
import { CALL_PATH } from '../activity/CALL_PATH';
import { rootRouteRef } from '../routes';

/** Where things are in the portal. */
export interface Links {
  browse(): string;
  myAccess(): string;
  approvals(): string;
  stops(): string;
  /** An alert, opened in the list. */
  alert(id: string): string;
  /** With filters as the page has them in its address. */
  activity(filter?: Record<string, string>): string;
  /** The page of one call. */
  call(id: string): string;
  /** What somebody can call; without: what I can. */
  who(principalRef?: string): string;
  request(serverRef: string, tools?: readonly string[]): string;
  /** Where I confirm a call myself. */
  confirm(ticket: string): string;
  entity(entityRef: string, tab?: string): string;
  server(serverRef: string, tab?: ServerTab): string;
}

/** The tabs that this plugin adds to a server's page. */
export type ServerTab =
  | 'tools'
  | 'connect'
  | 'my-access'
  | 'activity'
  | 'runtime'
  | 'blast-radius'
  | 'history';

/** Links to our pages and to entities, wherever the portal has mounted them. */
export function useLinks(): Links {
  const routes = useApi(routeResolutionApiRef);
  return useMemo(() => {
    const root = routes.resolve(rootRouteRef)?.() ?? '/ai-tools';
    const entity = (entityRef: string, tab?: string) => {
      const { kind, namespace, name } = parseEntityRef(entityRef);
      const params = {
        kind: kind.toLocaleLowerCase('en-US'),
        namespace: namespace.toLocaleLowerCase('en-US'),
        name,
      };
      const path =
        routes.resolve(entityRouteRef as RouteRef<typeof params>)?.(params) ??
        `/catalog/${params.namespace}/${params.kind}/${params.name}`;
      return tab ? `${path}/${tab}` : path;
    };
    return {
      browse: () => `${root}/browse`,
      myAccess: () => `${root}/my-access`,
      alert: id =>
        `${root}/operations?view=alerts&alert=${encodeURIComponent(id)}`,
      approvals: () => `${root}/approvals`,
      stops: () => `${root}/stops`,
      activity: filter =>
        filter
          ? `${root}/activity?${new URLSearchParams(filter)}`
          : `${root}/activity`,
      call: id => `${CALL_PATH}/${encodeURIComponent(id)}`,
      who: principalRef =>
        principalRef
          ? `${root}/who?${new URLSearchParams({ who: principalRef })}`
          : `${root}/who`,
      request: (serverRef, tools = []) => {
        const query = new URLSearchParams({ server: serverRef });
        tools.forEach(tool => query.append('tool', tool));
        return `${root}/request?${query}`;
      },
      confirm: ticket => `/mcp/confirm?${new URLSearchParams({ ticket })}`,
      entity,
      server: (serverRef, tab) => entity(serverRef, tab),
    };
  }, [routes]);
}
