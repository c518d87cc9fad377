import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { findDangers } from './findDangers';

/** Stops the start where the example's sign-in would guard a real portal. */
export default createBackendModule({
  pluginId: 'auth',
  moduleId: 'production-guard',
  register({ registerInit }) {
    registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
      },
      async init({ config, logger }) {
        const { refuse, warn } = findDangers({
          config,
          nodeEnv: process.env.NODE_ENV,
        });
        warn.forEach(text => logger.warn(`Not for production: ${text}`));
        if (refuse.length > 0) {
          throw new Error(`Refusing to start: ${refuse.join(' ')}`);
        }
      },
    });
  },
});
