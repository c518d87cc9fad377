import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { ExamplePermissionPolicy } from './ExamplePermissionPolicy';

export default createBackendModule({
  pluginId: 'permission',
  moduleId: 'example-policy',
  register({ registerInit }) {
    registerInit({
      deps: { policy: policyExtensionPoint, userInfo: coreServices.userInfo },
      async init({ policy, userInfo }) {
        policy.setPolicy(ExamplePermissionPolicy.create({ userInfo }));
      },
    });
  },
});
