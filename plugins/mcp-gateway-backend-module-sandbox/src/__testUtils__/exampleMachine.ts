import type { Machine } from '../plan/planSandbox';

/** A machine as most are. */
export const exampleMachine: Machine = {
  system: [
    { kind: 'bind', source: '/usr', inside: '/usr' },
    { kind: 'link', target: 'usr/bin', inside: '/bin' },
    { kind: 'link', target: 'usr/lib', inside: '/lib' },
    { kind: 'bind', source: '/etc/ssl', inside: '/etc/ssl' },
  ],
  masks: ['/proc/keys'],
  node: '/opt/node/bin/node',
  nodeSource: '/srv/node/bin/node',
};
