import type { V1PersistentVolumeClaim, V1Pod } from '@kubernetes/client-node';
import { profileEgress } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  effectiveLimits,
  egressPlan,
  type RuntimeSpec,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type {
  KubernetesSettings,
  ZoneSettings,
} from '../settings/KubernetesSettings';
import type { ProxyAddress } from './egressBridge';
import { imageOf } from './imageOf';
import { nameFor } from './labels';
import { runtimePod } from './runtimePod';
import { runtimeSecrets } from './runtimeSecrets';
import { runtimeVolumes } from './runtimeVolumes';

/** One runtime as objects of Kubernetes. */
export interface CompiledRuntime {
  readonly pod: V1Pod;
  /** Made before, and kept after it. */
  readonly claims: readonly V1PersistentVolumeClaim[];
  /** Of the Secret that the pod owns. */
  readonly secretData: Readonly<Record<string, string>>;
  readonly needsPass: boolean;
}

/** A runtime as manifests. Pure. @throws Error with a text for people where it cannot be. */
export function compileRuntime(options: {
  spec: RuntimeSpec;
  zone: ZoneSettings;
  settings: KubernetesSettings;
  proxy: ProxyAddress;
}): CompiledRuntime {
  const { spec, zone, settings, proxy } = options;
  const { profile, serverRef, runtimeId } = spec;
  // A set puts more behind its name, and the whole has to fit into a label.
  const words = (serverRef.split('/').pop() ?? '').slice(0, 30);
  const name = nameFor(words, runtimeId);
  const limits = effectiveLimits(profile.sallyport?.limits, settings.limits);
  const plan = egressPlan(profileEgress(profile));
  const volumes = runtimeVolumes({
    ...{ profile, settings, serverRef },
    namespace: zone.namespace,
    key: spec.dataKey ?? serverRef,
    diskBytes: limits.diskBytes,
  });
  if (volumes.problems.length > 0) throw new Error(volumes.problems.join(' '));
  const secrets = runtimeSecrets({
    ...{ name, profile },
    values: spec.secrets,
    reference: secret => {
      const known = Object.hasOwn(settings.secrets, secret)
        ? settings.secrets[secret]
        : undefined;
      return known?.servers.includes(serverRef) ? known : undefined;
    },
  });
  const { image } = imageOf(spec.prepared.package, settings.registries);
  const pod = runtimePod({
    ...{ name, runtimeId, serverRef, zone, settings, image, limits },
    ...{ volumes, secrets, plan, proxy },
    owner: spec.owner,
    ...(spec.command !== undefined && { command: spec.command }),
    args: spec.args,
    env: { ...profile.sallyport?.env, ...spec.env },
  });
  return {
    pod,
    claims: volumes.claims,
    secretData: secrets.data,
    needsPass: plan.listeners.length > 0,
  };
}
