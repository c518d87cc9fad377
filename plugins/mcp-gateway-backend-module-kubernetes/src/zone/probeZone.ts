import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { describeApiError } from '../cluster/apiError';
import type { ClusterClient } from '../cluster/ClusterClient';
import type { ProbeFindings } from '../egress/programs/probe';
import type { ProxyAddress } from '../manifests/egressBridge';
import { probePod } from '../manifests/probePod';
import type {
  KubernetesSettings,
  ZoneSettings,
} from '../settings/KubernetesSettings';

const LOOK_MS = 500;

const findingsSchema: z.ZodType<ProbeFindings> = z.object({
  proxy: z.boolean(),
  witness: z.boolean(),
  apiServer: z.boolean(),
  metadata: z.boolean(),
  capabilities: z.string(),
  noNewPrivileges: z.boolean(),
  seccomp: z.boolean(),
  user: z.number(),
  pidsMax: z.number().optional(),
  rootWritable: z.boolean(),
});

/** Runs a pod as runtimes are, and reads what it found. @throws Error where there is no answer in time. */
export async function probeZone(options: {
  client: ClusterClient;
  zone: ZoneSettings;
  settings: KubernetesSettings;
  proxy: ProxyAddress;
  timeoutMs: number;
}): Promise<ProbeFindings> {
  const { client, timeoutMs } = options;
  const name = `sallyport-probe-${randomUUID().slice(0, 8)}`;
  const pod = await client.apply(probePod({ ...options, name }));
  try {
    const until = performance.now() + timeoutMs;
    let why = 'nothing';
    while (performance.now() < until) {
      const { status } = (await client.get(pod)) ?? {};
      if (status?.phase === 'Succeeded') return await readFindings(client, pod);
      if (status?.phase === 'Failed') {
        throw new Error(
          `it failed: ${(await tail(client, pod)) || status.message}`,
        );
      }
      const state = status?.containerStatuses?.[0]?.state?.waiting;
      why = [state?.reason ?? status?.phase, state?.message]
        .filter(Boolean)
        .join(': ');
      await new Promise(resolve => {
        setTimeout(resolve, LOOK_MS);
      });
    }
    throw new Error(`it gave no answer in time (${why})`);
  } finally {
    await client.deletePod(pod, 0).catch(() => {});
  }
}

async function readFindings(
  client: ClusterClient,
  pod: ReturnType<typeof probePod>,
): Promise<ProbeFindings> {
  return findingsSchema.parse(JSON.parse(await tail(client, pod)));
}

async function tail(
  client: ClusterClient,
  { metadata }: ReturnType<typeof probePod>,
): Promise<string> {
  const { name, namespace } = metadata!;
  const container = 'probe';
  try {
    const text = await client.logTail(
      { name: name!, namespace: namespace!, container },
      5,
    );
    return text.trim();
  } catch (error) {
    return describeApiError(error);
  }
}
