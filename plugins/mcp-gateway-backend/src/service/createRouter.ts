import type { Router } from 'express';
import { createOpenApiRouter } from '../schema/generated/router';
import type { RouteOptions } from './RouteOptions';
import { addAgentRoutes } from './routes/agentRoutes';
import { addCallRoutes } from './routes/callRoutes';
import { addConnectionRoutes } from './routes/connectionRoutes';
import { addConsentRoutes } from './routes/consentRoutes';
import { addDriftRoutes } from './routes/driftRoutes';
import { addFleetRoutes } from './routes/fleetRoutes';
import { addGrantUseRoutes } from './routes/grantUseRoutes';
import { addHistoryRoutes } from './routes/historyRoutes';
import { addInfoRoutes } from './routes/infoRoutes';
import { addInteractionRoutes } from './routes/interactionRoutes';
import { addPersonalTokenRoutes } from './routes/personalTokenRoutes';
import { addPolicyRoutes } from './routes/policyRoutes';
import { addProbeRoutes } from './routes/probeRoutes';
import { addRuntimeRoutes } from './routes/runtimeRoutes';
import { addSetupRoutes } from './routes/setupRoutes';
import { addTokenRoutes } from './routes/tokenRoutes';
import { addWhoMayCallRoutes } from './routes/whoMayCallRoutes';

/** The portal's side of the gateway, `/api/mcp-gateway`: never MCP traffic. */
export async function createRouter(options: RouteOptions): Promise<Router> {
  const router = createOpenApiRouter();
  addInfoRoutes(router, options);
  addTokenRoutes(router, options);
  addPersonalTokenRoutes(router, options);
  addAgentRoutes(router, options);
  addCallRoutes(router, options);
  addInteractionRoutes(router, options);
  addConnectionRoutes(router, options);
  addConsentRoutes(router, options);
  addHistoryRoutes(router, options);
  addPolicyRoutes(router, options);
  addWhoMayCallRoutes(router, options);
  addProbeRoutes(router, options);
  addDriftRoutes(router, options);
  addGrantUseRoutes(router, options);
  addRuntimeRoutes(router, options);
  addFleetRoutes(router, options);
  addSetupRoutes(router, options);
  return router;
}
