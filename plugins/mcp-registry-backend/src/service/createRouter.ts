import type {
  AuthService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { Router } from 'express';
import { createOpenApiRouter } from '../schema/generated/router';
import { addAccessRoutes } from '../access/addAccessRoutes';
import { addApprovalRoutes } from '../approvals/addApprovalRoutes';
import { addConditionRoutes } from '../approvals/conditions/addConditionRoutes';
import { addDecisionRoutes } from '../approvals/addDecisionRoutes';
import { addCheckRoutes } from '../checks/addCheckRoutes';
import { addExceptionRoutes } from '../exceptions/addExceptionRoutes';
import { addSbomRoutes } from '../checks/contents/sbom/addSbomRoutes';
import { addEmergencyRoutes } from '../emergency/addEmergencyRoutes';
import { addDigestRoutes } from '../digest/addDigestRoutes';
import { addDefinitionRoutes } from '../definitions/addDefinitionRoutes';
import type { DefinitionExportService } from '../definitions/DefinitionExportService';
import { addGitOpsRoutes } from '../gitops/addGitOpsRoutes';
import { addDoorRoutes } from '../feed/addDoorRoutes';
import { addHiddenToolRoutes } from '../hiding/addHiddenToolRoutes';
import { addLifecycleRoutes } from '../lifecycle/addLifecycleRoutes';
import { addLimitRoutes } from '../limits/addLimitRoutes';
import { addRecordingRoutes } from '../recording/addRecordingRoutes';
import { addReviewRoutes } from '../reviews/addReviewRoutes';
import { addReportRoutes } from '../reports/addReportRoutes';
import { addRevisionRoutes } from '../revisions/addRevisionRoutes';
import { addSetupRoutes } from '../operations/addSetupRoutes';
import type { SetupCheckService } from '../operations/SetupCheckService';
import { addStopRoutes } from '../stops/addStopRoutes';
import { addReactionRoutes } from '../stops/reactions/addReactionRoutes';
import { addServerRoutes } from '../servers/addServerRoutes';
import type { RequestContext } from './RequestContext';
import type { RegistryServices } from './createServices';
import { readBody } from './readBody';

/** A router that checks every request against the OpenAPI document. */
export type RegistryRouter = ReturnType<typeof createOpenApiRouter>;

/** The REST API, room by room. */
export function createRouter(options: {
  services: RegistryServices;
  context: RequestContext;
  setup: SetupCheckService;
  httpAuth: HttpAuthService;
  auth: AuthService;
  definitions: DefinitionExportService;
  gitOps: Pick<
    Parameters<typeof addGitOpsRoutes>[1],
    'presenter' | 'access' | 'trigger'
  >;
}): Router {
  const router = createOpenApiRouter({ middleware: [readBody] });
  addServerRoutes(router, options);
  addDecisionRoutes(router, options);
  addApprovalRoutes(router, options);
  addConditionRoutes(router, options);
  addRevisionRoutes(router, options);
  addAccessRoutes(router, options);
  addReviewRoutes(router, options);
  addEmergencyRoutes(router, options);
  addReportRoutes(router, options);
  addDigestRoutes(router, options);
  addCheckRoutes(router, options);
  addExceptionRoutes(router, options);
  addSbomRoutes(router, options);
  addHiddenToolRoutes(router, options);
  addLimitRoutes(router, options);
  addRecordingRoutes(router, options);
  addStopRoutes(router, options);
  addReactionRoutes(router, options);
  addLifecycleRoutes(router, options);
  addDoorRoutes(router, options);
  addSetupRoutes(router, options);
  addDefinitionRoutes(router, options);
  addGitOpsRoutes(router, { ...options, ...options.gitOps });
  return router;
}
