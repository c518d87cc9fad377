import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback, useEffect } from 'react';
import { ApiProblem } from '../api/ApiProblem';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { SetupCheck } from '../api/types';
import { useLoad } from '../hooks/useLoad';

const ORDER: SetupCheck['status'][] = ['fail', 'warn', 'unknown', 'ok'];
const POLL_MS = 1_000;

/** The set-up checks of both backends, the worst first; one that does not answer does not hide the other's. */
export function useSetupChecks() {
  const registry = useApi(mcpRegistryApiRef);
  const gateway = useApi(mcpGatewayApiRef);
  const portal = useLoad(
    useCallback(() => registry.listSetupChecks(), [registry]),
  );
  const data = useLoad(useCallback(() => gateway.getSetupChecks(), [gateway]));
  const { refresh } = data;
  const isRunning = data.value?.run?.state === 'running';
  useEffect(() => {
    if (!isRunning) {
      return undefined;
    }
    const timer = setInterval(refresh, POLL_MS);
    return () => clearInterval(timer);
  }, [isRunning, refresh]);

  const checks = [...(portal.value ?? []), ...(data.value?.items ?? [])].sort(
    (a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status),
  );
  return {
    portal,
    gateway: data,
    run: data.value?.run,
    isRunning,
    isRefused: isRefusal(portal.error) && isRefusal(data.error),
    todo: checks.filter(({ status }) => status !== 'ok'),
    fine: checks.filter(({ status }) => status === 'ok'),
    count: (status: SetupCheck['status']) =>
      String(checks.filter(check => check.status === status).length),
  };
}

function isRefusal(error: Error | undefined): boolean {
  return error instanceof ApiProblem && error.status === 403;
}
