import type { HttpAuthService } from '@backstage/backend-plugin-api';
import type { Router } from 'express';
import { createOpenApiRouter } from '../schema/generated/router';
import { addAccessRoutes } from '../access/addAccessRoutes';
import { addDecisionRoutes } from '../approvals/addDecisionRoutes';
import { addCheckRoutes } from '../checks/addCheckRoutes';
import { addEmergencyRoutes } from '../emergency/addEmergencyRoutes';
import { addDoorRoutes } from '../feed/addDoorRoutes';
import { addHiddenToolRoutes } from '../hiding/addHiddenToolRoutes';
import { addLimitRoutes } from '../limits/addLimitRoutes';
import { addReviewRoutes } from '../reviews/addReviewRoutes';
import { addRevisionRoutes } from '../revisions/addRevisionRoutes';
import { addSetupRoutes } from '../operations/addSetupRoutes';
import type { SetupCheckService } from '../operations/SetupCheckService';
import { addServerRoutes } from '../servers/addServerRoutes';
import type { RequestContext } from './RequestContext';
import type { RegistryServices } from './createServices';

/** A router that checks every request against the OpenAPI document. */
export type RegistryRouter = ReturnType<typeof createOpenApiRouter>;

/** The REST API, room by room. */
export function createRouter(options: {
  services: RegistryServices;
  context: RequestContext;
  setup: SetupCheckService;
  httpAuth: HttpAuthService;
}): Router {
  const router = createOpenApiRouter();
  addServerRoutes(router, options);
  addDecisionRoutes(router, options);
  addRevisionRoutes(router, options);
  addAccessRoutes(router, options);
  addReviewRoutes(router, options);
  addEmergencyRoutes(router, options);
  addCheckRoutes(router, options);
  addHiddenToolRoutes(router, options);
  addLimitRoutes(router, options);
  addDoorRoutes(router, options);
  addSetupRoutes(router, options);
  return router;
}
