import { isPathWithin } from './isPathWithin';
import { profileFinding, type ProfileFinding } from './ProfileFinding';

/** Of the machine's system. */
const SYSTEM = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/lib32',
  '/lib64',
  '/opt',
  '/proc',
  '/run',
  '/sbin',
  '/sys',
  '/usr',
  '/var/lib',
  '/var/log',
  '/var/run',
  '/var/spool',
];
/** Of those, what a program may read in a sandbox anyway. */
const HARMLESS_TO_READ = ['/usr', '/bin', '/lib', '/lib32', '/lib64', '/sbin'];
/** Names that mean keys and passwords wherever they are. */
const SECRET_PARTS = new Set([
  '.aws',
  '.azure',
  '.docker',
  '.env',
  '.git-credentials',
  '.gnupg',
  '.kube',
  '.netrc',
  '.npmrc',
  '.password-store',
  '.pgpass',
  '.pypirc',
  '.ssh',
  '.vault-token',
  'gcloud',
  'id_ed25519',
  'id_rsa',
  'keychains',
  'secrets',
  'shadow',
]);
const SOCKET = /\.sock(?:et)?$|(?:^|\/)(?:docker|podman|containerd|crio)\.sock/;

/** What is to be said of a path of the machine that a profile mounts. The worst only. */
export function lintSource(
  value: string,
  options: { path: string; isWritable: boolean },
): ProfileFinding[] {
  const { path, isWritable } = options;
  if (value === '/') return [profileFinding('files.everything', path)];
  const parts = value.split('/').filter(Boolean);
  const found = (...args: Parameters<typeof profileFinding>) => [
    profileFinding(...args),
  ];
  if (SOCKET.test(value)) return found('files.socket', path, { value });
  if (parts.some(part => SECRET_PARTS.has(part.toLowerCase()))) {
    return found('files.secrets', path, { value });
  }
  if (isHome(parts)) return found('files.home', path, { value });
  const isSystem = SYSTEM.some(folder => isPathWithin(folder, value));
  const isHarmless =
    !isWritable && HARMLESS_TO_READ.some(folder => isPathWithin(folder, value));
  if (isSystem && !isHarmless) return found('files.system', path, { value });
  return parts.length === 1 && !isSystem
    ? found('files.broad', path, { value })
    : [];
}

function isHome(parts: readonly string[]): boolean {
  const [first, ...rest] = parts;
  return (
    (first === 'root' && rest.length === 0) ||
    ((first === 'home' || first === 'Users') && rest.length <= 1)
  );
}
