import { startNodeSdk } from '@opentelemetry/sdk-node';
import { readPlan } from './readPlan';

/**
 * Starts OpenTelemetry's SDK where the environment asks for it. Imported before everything else, since instruments that are made
 * before there is an SDK measure nothing. Nothing is patched: the gateway makes its spans itself, and whoever wants those of HTTP or of
 * the database adds instrumentations here.
 */
const plan = readPlan(process.env);

if (plan) {
  // The SDK reads its environment itself: what nobody said is said here.
  Object.assign(process.env, plan.defaults);
  const sdk = startNodeSdk({ resourceAttributes: plan.resource });
  const end = (signal: NodeJS.Signals) => {
    // What is on its way goes out, while the portal stops; an unreachable collector holds nobody up.
    sdk
      .shutdown()
      .catch(() => {})
      .finally(() => {
        // Before Backstage listens, nobody else would end the process.
        if (process.listenerCount(signal) === 0) {
          process.kill(process.pid, signal);
        }
      });
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}
