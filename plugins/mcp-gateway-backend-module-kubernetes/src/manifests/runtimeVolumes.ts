import type {
  V1PersistentVolumeClaim,
  V1Volume,
  V1VolumeMount,
} from '@kubernetes/client-node';
import {
  parseMount,
  type PermissionProfile,
  type ProfileMount,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { KubernetesSettings } from '../settings/KubernetesSettings';
import { INSIDE } from './inside';
import { ANNOTATIONS, labelsOf, nameFor } from './labels';
import { bytes } from './quantities';

/** Places that are taken, or belong to the system inside. */
const TAKEN = ['/tmp', '/run', '/proc', '/sys', '/dev', '/var/run'];

/** What a profile mounts, as objects of Kubernetes. */
export interface RuntimeVolumes {
  readonly volumes: V1Volume[];
  readonly mounts: V1VolumeMount[];
  readonly claims: V1PersistentVolumeClaim[];
  /** What cannot be mounted here: in words. */
  readonly problems: string[];
}

/** Named volumes become claims. Folders of the machine do not exist here. Pure. */
export function runtimeVolumes(options: {
  profile: Pick<PermissionProfile, 'read' | 'write'>;
  settings: Pick<KubernetesSettings, 'volumes' | 'instance'>;
  namespace: string;
  serverRef: string;
  /** Whose volumes: the server, or one person's share of it. */
  key: string;
  diskBytes: number;
}): RuntimeVolumes {
  const { profile, settings, key } = options;
  const found: RuntimeVolumes = {
    volumes: [],
    mounts: [],
    claims: [],
    problems: [],
  };
  const names = new Map<string, string>();
  const add = (text: string, readOnly: boolean) => {
    const mount = parseMount(text);
    const problem = problemOf(mount, text);
    if (problem || mount.kind !== 'volume') {
      if (problem) found.problems.push(problem);
      return;
    }
    const known = settings.volumes.claims[mount.name];
    const claim = known ?? nameFor(mount.name, `${key} ${mount.name}`);
    if (!names.has(claim)) {
      names.set(claim, `volume-${names.size}`);
      found.volumes.push({
        name: names.get(claim)!,
        persistentVolumeClaim: { claimName: claim },
      });
      if (!known) found.claims.push(claimFor(claim, options));
    }
    // The same place twice: what may be written may be read.
    if (found.mounts.some(({ mountPath }) => mountPath === mount.inside))
      return;
    found.mounts.push({
      name: names.get(claim)!,
      mountPath: mount.inside,
      readOnly,
    });
  };
  for (const text of profile.write ?? []) add(text, false);
  for (const text of profile.read ?? []) add(text, true);
  return found;
}

function problemOf(mount: ProfileMount, text: string): string | undefined {
  if (mount.kind === 'path') {
    return `The profile mounts ${text}, a folder of a machine, and servers in Kubernetes get none. Use a named volume: volume://name:${mount.inside}`;
  }
  const isTaken = [...TAKEN, INSIDE.secrets].some(
    place => mount.inside === place || mount.inside.startsWith(`${place}/`),
  );
  return mount.inside === '/' || isTaken
    ? `The profile mounts ${text}, and ${mount.inside} is taken inside`
    : undefined;
}

function claimFor(
  name: string,
  options: Parameters<typeof runtimeVolumes>[0],
): V1PersistentVolumeClaim {
  const { settings, namespace, serverRef, diskBytes } = options;
  const { accessMode, storageClass } = settings.volumes;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name,
      namespace,
      labels: labelsOf(settings, 'runtime'),
      annotations: { [ANNOTATIONS.server]: serverRef },
    },
    spec: {
      accessModes: [accessMode],
      ...(storageClass && { storageClassName: storageClass }),
      resources: { requests: { storage: bytes(diskBytes) } },
    },
  };
}
