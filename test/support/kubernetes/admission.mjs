import { forbidden, invalid } from './ApiError.mjs';

/** Why a pod is not restricted, as the Pod Security Standards say; empty: it is. */
export function podSecurityProblems({ spec }) {
  const problems = [];
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const pod = spec.securityContext ?? {};
  if (spec.hostNetwork || spec.hostPID || spec.hostIPC)
    problems.push('host namespaces');
  for (const { name, ports } of containers)
    if (ports?.some(({ hostPort }) => hostPort))
      problems.push(`hostPort of ${name}`);
  for (const volume of spec.volumes ?? []) {
    const kinds = Object.keys(volume).filter(key => key !== 'name');
    const allowed = [
      'configMap',
      'csi',
      'downwardAPI',
      'emptyDir',
      'ephemeral',
      'persistentVolumeClaim',
      'projected',
      'secret',
    ];
    if (!kinds.every(kind => allowed.includes(kind)))
      problems.push(`restricted volume types (${volume.name})`);
  }
  const sysctls = [
    'kernel.shm_rmid_forced',
    'net.ipv4.ip_local_port_range',
    'net.ipv4.ip_unprivileged_port_start',
    'net.ipv4.tcp_syncookies',
    'net.ipv4.ping_group_range',
  ];
  for (const { name } of pod.sysctls ?? [])
    if (!sysctls.includes(name)) problems.push(`forbidden sysctl ${name}`);
  for (const { name, securityContext: own = {} } of containers) {
    const say = what => problems.push(`${what} (container ${name})`);
    if (own.privileged) say('privileged');
    if (own.allowPrivilegeEscalation !== false)
      say('allowPrivilegeEscalation != false');
    if (!own.capabilities?.drop?.includes('ALL'))
      say('unrestricted capabilities');
    if ((own.capabilities?.add ?? []).some(one => one !== 'NET_BIND_SERVICE'))
      say('added capabilities');
    if ((own.runAsNonRoot ?? pod.runAsNonRoot) !== true)
      say('runAsNonRoot != true');
    if ((own.runAsUser ?? pod.runAsUser) === 0) say('runAsUser=0');
    const seccomp = (own.seccompProfile ?? pod.seccompProfile)?.type;
    if (!['RuntimeDefault', 'Localhost'].includes(seccomp))
      say('seccompProfile');
  }
  return problems;
}

const SPEC_MAY_CHANGE = [
  'schedulingGates',
  'tolerations',
  'activeDeadlineSeconds',
  'nodeName',
];

/** What the API server looks at before it takes a pod. */
export function admitPod({ before, after, namespace, pods, quotas }) {
  if (before) {
    for (const field of new Set([
      ...Object.keys(before.spec),
      ...Object.keys(after.spec),
    ]))
      if (
        !SPEC_MAY_CHANGE.includes(field) &&
        JSON.stringify(before.spec[field]) !== JSON.stringify(after.spec[field])
      )
        throw invalid(`spec.${field}: pod updates may not change it`);
    return;
  }
  if (
    namespace.metadata.labels?.['pod-security.kubernetes.io/enforce'] ===
    'restricted'
  ) {
    const problems = podSecurityProblems(after);
    if (problems.length > 0)
      throw forbidden(
        `violates PodSecurity "restricted:latest": ${problems.join(', ')}`,
      );
  }
  for (const { metadata, spec } of quotas) {
    const most = Number(spec.hard?.pods ?? Infinity);
    if (pods >= most)
      throw forbidden(`exceeded quota: ${metadata.name}, pods=${most}`);
  }
}
