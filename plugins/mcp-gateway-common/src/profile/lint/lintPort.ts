import { profileFinding, type ProfileFinding } from './ProfileFinding';

/** Protocols without encryption, by their usual port. */
const CLEAR_TEXT: Readonly<Record<number, string>> = {
  20: 'FTP',
  21: 'FTP',
  23: 'Telnet',
  25: 'mail',
  69: 'TFTP',
  80: 'http',
  110: 'POP3',
  143: 'IMAP',
  389: 'LDAP',
  513: 'rlogin',
  514: 'rsh and syslog',
  1883: 'MQTT',
  5672: 'AMQP',
  6379: 'Redis',
  8080: 'http',
  11211: 'memcached',
};

/** What people run machines with. */
const CONTROL: Readonly<Record<number, string>> = {
  22: 'SSH',
  111: 'RPC',
  135: 'Windows RPC',
  139: 'Windows file sharing',
  445: 'Windows file sharing',
  2049: 'NFS',
  2375: 'Docker',
  2376: 'Docker',
  2379: 'etcd',
  3389: 'Remote Desktop',
  5900: 'VNC',
  5985: 'Windows Remote Management',
  5986: 'Windows Remote Management',
  6443: 'Kubernetes',
  10250: 'Kubernetes nodes',
};

/** Below 1024 and nothing to say of. */
const USUAL = [443, 465, 587, 636, 853, 993, 995];

/** What is to be said of a port. */
export function lintPort(port: number, path: string): ProfileFinding[] {
  const value = String(port);
  if (Object.hasOwn(CONTROL, port)) {
    return [
      profileFinding('network.control-port', path, {
        value,
        what: CONTROL[port],
      }),
    ];
  }
  if (Object.hasOwn(CLEAR_TEXT, port)) {
    return [
      profileFinding('network.clear-text', path, {
        value,
        what: CLEAR_TEXT[port],
      }),
    ];
  }
  return port < 1024 && !USUAL.includes(port)
    ? [profileFinding('network.system-port', path, { value })]
    : [];
}
