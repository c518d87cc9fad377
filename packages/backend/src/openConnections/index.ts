import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { endOpenConnections } from './endOpenConnections';
import { hideCodes } from './hideCodes';

/** The plugins have ended by then: what is still being answered is a download, or an error. */
const GRACE_MS = 1_000;

/** Backstage's own listener, which stops although somebody is connected, and logs no code of a sign-in. */
export default rootHttpRouterServiceFactory({
  configure({ server, app, lifecycle, applyDefaults }) {
    let answering = 0;
    app.use((_, res, next) => {
      answering += 1;
      res.once('close', () => {
        answering -= 1;
      });
      next();
    });
    app.use(hideCodes);
    applyDefaults();
    const end = endOpenConnections(server, {
      graceMs: GRACE_MS,
      isAnswering: () => answering > 0,
    });
    lifecycle.addShutdownHook(end);
  },
});
