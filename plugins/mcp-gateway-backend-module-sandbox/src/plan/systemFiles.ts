import type { SandboxPlan } from './SandboxPlan';

/** The few files of /etc that programs look for. Users and names of the machine are not in them. */
export function systemFiles(hosts: string): SandboxPlan['files'] {
  const file = (inside: string, ...lines: string[]) => ({
    inside,
    content: lines.map(line => `${line}\n`).join(''),
    mode: '0444',
  });
  return [
    { inside: '/etc/hosts', content: hosts, mode: '0444' },
    file('/etc/passwd', 'root:x:0:0:server:/tmp:/bin/false'),
    file('/etc/group', 'root:x:0:'),
    file('/etc/nsswitch.conf', 'passwd: files', 'group: files', 'hosts: files'),
    // Nobody answers there: who asks past /etc/hosts learns so at once instead of after many seconds.
    file(
      '/etc/resolv.conf',
      'nameserver 127.0.0.1',
      'options timeout:1 attempts:1',
    ),
  ];
}
