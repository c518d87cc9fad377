import type { SignalsService } from '@backstage/plugin-signals-node';
import type { AlertRoute } from '../types';

/** Tells open pages that there is news, and not what: each page asks for what its person may see. */
export function signalRoute(options: { signals: SignalsService }): AlertRoute {
  return {
    id: 'signals',
    async send() {
      await options.signals.publish({
        recipients: { type: 'broadcast' },
        channel: 'mcp-gateway:alerts',
        message: { changed: true },
      });
    },
  };
}
