import type { EgressPlan } from './egressPlan';

/**
 * /etc/hosts of a sandbox: the only names that it knows.
 *
 * @public
 */
export function hostsFile(hosts: EgressPlan['hosts']): string {
  return ([...hosts, ['127.0.0.1', 'sandbox']] as const)
    .map(([address, name]) => `${address} ${name}\n`)
    .join('');
}
