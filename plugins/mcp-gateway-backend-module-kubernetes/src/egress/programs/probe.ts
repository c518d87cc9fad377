import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { canConnect } from './canConnect';
import { readAddress } from './readAddress';

/** Where clouds answer whoever asks, with credentials. */
const METADATA = { host: '169.254.169.254', port: 80 };

const PROXY_TRIES = 60;

/** What a pod found out about itself. */
export interface ProbeFindings {
  readonly proxy: boolean;
  readonly witness: boolean;
  readonly apiServer: boolean;
  readonly metadata: boolean;
  /** Of `/proc/self/status`. */
  readonly capabilities: string;
  readonly noNewPrivileges: boolean;
  readonly seccomp: boolean;
  readonly user: number;
  /** Of its group; absent: nobody bounds them. */
  readonly pidsMax?: number;
  readonly rootWritable: boolean;
}

/** Tries what must fail, and says what it found. */
export async function runProbe(
  env: NodeJS.ProcessEnv,
  say: (line: object) => void,
): Promise<void> {
  const api = {
    host: env.KUBERNETES_SERVICE_HOST ?? '',
    port: Number(env.KUBERNETES_SERVICE_PORT ?? 443),
  };
  // First: while it is not there, nothing can be said of what stands beside it.
  const proxy = await comesUp(readAddress(env.SALLYPORT_PROXY));
  const [witness, apiServer, metadata] = await Promise.all([
    canConnect(readAddress(env.SALLYPORT_WITNESS)),
    api.host ? canConnect(api) : false,
    canConnect(METADATA),
  ]);
  const status = read('/proc/self/status');
  const line = (name: string) =>
    new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? '';
  const pidsMax = Number(
    read('/sys/fs/cgroup/pids.max') || read('/sys/fs/cgroup/pids/pids.max'),
  );
  const findings: ProbeFindings = {
    ...{ proxy, witness, apiServer, metadata },
    capabilities: line('CapBnd'),
    noNewPrivileges: line('NoNewPrivs') === '1',
    seccomp: line('Seccomp') === '2',
    user: Number(line('Uid')),
    ...(pidsMax > 0 && { pidsMax }),
    rootWritable: !read('/proc/self/mountinfo')
      .split('\n')
      .some(mount => / \/ ro[, ]/.test(mount)),
  };
  say(findings);
}

/** The proxy may have been made a moment ago. */
async function comesUp(proxy: { host: string; port: number }) {
  for (let tries = 0; tries < PROXY_TRIES; tries++) {
    if (await canConnect(proxy)) return true;
    await setTimeout(1_000);
  }
  return false;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
