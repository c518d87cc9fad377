import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createProposeDecisionAction } from './actions/createProposeDecisionAction';
import { createRegisterServerAction } from './actions/createRegisterServerAction';
import { createRequestAccessAction } from './actions/createRequestAccessAction';
import { createWriteDefinitionAction } from './actions/createWriteDefinitionAction';
import { RegistryCaller } from './registry/RegistryCaller';

/** Adds the registry's actions to the scaffolder. */
export const scaffolderModuleMcpRegistry = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'mcp-registry',
  register(reg) {
    reg.registerInit({
      deps: {
        scaffolder: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        discovery: coreServices.discovery,
      },
      async init({ scaffolder, auth, discovery }) {
        const registry = RegistryCaller.create({ auth, discovery });
        scaffolder.addActions(
          createRequestAccessAction({ registry }),
          createRegisterServerAction({ registry }),
          createProposeDecisionAction({ registry }),
          createWriteDefinitionAction(),
        );
      },
    });
  },
});
