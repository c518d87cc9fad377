import { mkdirSync, mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from './Container.mjs';
import { isShutIn, mayConnect } from './network.mjs';
import { RESOURCES } from './resources.mjs';

const resource = plural => RESOURCES.find(one => one.plural === plural);
const PODS = RESOURCES.find(({ kind }) => kind === 'Pod');
const EVENTS = resource('events');
const SECRETS = resource('secrets');
const SERVICES = resource('services');
const SCALE = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

const bytesOf = (text = '0') => {
  const [, count, unit] = /^(\d+)(\w*)$/.exec(text) ?? [];
  return Number(count) * (SCALE[unit] ?? 1);
};
/** `$$` is a dollar; a variable in `$(…)` is what it is. */
const expand = (text, env) =>
  text.replace(/\$(?:\$|\(([^)]*)\))/g, (whole, name) =>
    name === undefined ? '$' : env[name] ?? whole,
  );

const CRASHED = { waiting: { reason: 'CrashLoopBackOff' } };

/** The port that a probe looks at, by its name or its number. */
function portOf({ readinessProbe, ports = [] }) {
  const { port } = readinessProbe.tcpSocket;
  const named = ports.find(({ name }) => name === port);
  return { number: named?.containerPort ?? port };
}

function listens(host, port) {
  return new Promise(done => {
    const socket = connect({ host, port }, () => {
      socket.destroy();
      done(true);
    });
    socket.on('error', () => done(false));
  });
}

/** Plays pods with processes of this machine. */
export class Kubelet {
  #store;
  #options;
  #pods = new Map();
  #addresses = 0;
  #claims = mkdtempSync(join(tmpdir(), 'simulated-claims-'));

  constructor(store, options) {
    this.#store = store;
    this.#options = options;
    store.changes.on('change', ({ type, object }) => {
      if (object.kind !== 'Pod') return;
      // After everybody has heard of it: what it does about it happens later.
      if (type !== 'DELETED') setImmediate(() => this.#look(object));
    });
  }

  /** What a container wrote before it was started again. */
  previousLog(namespace, name, container) {
    return this.#pods.get(`${namespace}/${name}`)?.logs.get(container) ?? '';
  }

  container(namespace, name, container) {
    return this.#pods.get(`${namespace}/${name}`)?.containers.get(container);
  }

  stop() {
    for (const { containers } of this.#pods.values())
      for (const container of containers.values()) container.kill('SIGKILL');
  }

  #look(pod) {
    const { namespace, name, deletionTimestamp } = pod.metadata;
    const key = `${namespace}/${name}`;
    const known = this.#pods.get(key);
    if (deletionTimestamp) {
      if (known && !known.isEnding) void this.#end(pod, known);
      else if (!known) this.#store.remove(PODS, namespace, name);
      return;
    }
    if (known || pod.spec.schedulingGates?.length > 0) return;
    const state = {
      containers: new Map(),
      isEnding: false,
      uid: pod.metadata.uid,
      ip: `127.${this.#options.subnet}.${(this.#addresses++ % 250) + 1}`,
      restarts: new Map(),
      logs: new Map(),
      isReady: false,
    };
    this.#pods.set(key, state);
    void this.#run(pod, state).catch(error => {
      this.#event(pod, 'Warning', 'FailedMount', error.message);
      if (this.#pods.get(key) === state) this.#pods.delete(key);
      setTimeout(() => {
        if (this.#store.has(PODS, namespace, name))
          this.#look(this.#store.get(PODS, namespace, name));
      }, 300).unref();
    });
  }

  async #run(pod, state) {
    const { spec } = pod;
    this.#event(pod, 'Normal', 'Scheduled', 'Assigned to the simulator');
    for (const container of [
      ...(spec.initContainers ?? []),
      ...spec.containers,
    ])
      if (!this.#options.images.includes(container.image)) {
        this.#event(
          pod,
          'Warning',
          'Failed',
          `Failed to pull image "${container.image}": not found`,
        );
        this.#status(pod, state, container.name);
        return;
      }
    for (const container of spec.initContainers ?? []) {
      const started = this.#start(pod, state, container);
      await this.#ready(pod, container, started);
    }
    for (const container of spec.containers) {
      const started = this.#start(pod, state, container);
      started.once('end', () => {
        if (spec.restartPolicy !== 'Never') {
          this.#again(pod, state, container);
          return;
        }
        const isOver = spec.containers.every(
          ({ name }) => state.containers.get(name)?.state.terminated,
        );
        if (!isOver) return;
        for (const side of spec.initContainers ?? [])
          state.containers.get(side.name)?.kill('SIGTERM');
      });
      this.#event(
        pod,
        'Normal',
        'Started',
        `Started container ${container.name}`,
      );
    }
    this.#watchReadiness(pod, state);
  }

  /** As long as its pod is there, it is started again, later each time. */
  #again(pod, state, spec) {
    if (state.isEnding) return;
    const { name } = spec;
    const count = (state.restarts.get(name) ?? 0) + 1;
    state.restarts.set(name, count);
    state.logs.set(
      name,
      Buffer.concat(state.containers.get(name).log).toString(),
    );
    this.#status(pod, state);
    setTimeout(() => {
      if (state.isEnding) return;
      this.#start(pod, state, spec).once('end', () =>
        this.#again(pod, state, spec),
      );
    }, 200 * count).unref();
  }

  /** A pod takes calls when something listens where its probe looks; one without a probe when it runs. */
  #watchReadiness(pod, state) {
    const probed = pod.spec.containers.find(one => one.readinessProbe);
    const look = async () => {
      const isRunning = pod.spec.containers.every(
        ({ name }) => state.containers.get(name)?.isRunning,
      );
      const isReady =
        isRunning &&
        (!probed || (await listens(state.ip, portOf(probed).number)));
      if (state.isEnding || isReady === state.isReady) return;
      state.isReady = isReady;
      this.#status(pod, state);
    };
    const timer = setInterval(() => {
      if (state.isEnding) clearInterval(timer);
      else void look();
    }, 100);
    timer.unref();
  }

  #start(pod, state, spec) {
    const env = this.#env(pod, spec);
    const given = { ...env, ...this.#serviceEnv(pod) };
    const container = new Container({
      spec: {
        ...spec,
        args: spec.args?.map(arg => expand(arg, env)),
        command: spec.command?.map(arg => expand(arg, env)),
      },
      env: given,
      mounts: this.#mounts(pod, spec),
      hosts: [...(pod.spec.hostAliases ?? []), ...this.#names(pod)],
      closed: this.#closed(pod),
      address: state.ip,
      status: this.#processStatus(pod, spec),
      rootIsReadOnly: spec.securityContext?.readOnlyRootFilesystem === true,
      pidsMax: this.#options.podPidsLimit,
      memoryBytes: bytesOf(spec.resources?.limits?.memory),
      replace: this.#options.replace,
    });
    state.containers.set(spec.name, container);
    container.on('change', () => this.#status(pod, state));
    return container;
  }

  /** What the cluster's resolver knows, for pods that ask it. */
  #names({ spec }) {
    if (spec.dnsPolicy === 'None') return [];
    return Object.entries(this.#options.names).map(([name, ip]) => ({
      ip,
      hostnames: [name],
    }));
  }

  /** What `/proc/self/status` would say of a process that is confined as its container says. */
  #processStatus({ spec: pod }, { securityContext: own = {} }) {
    const user = own.runAsUser ?? pod.securityContext?.runAsUser ?? 0;
    const hasSeccomp =
      own.seccompProfile ?? pod.securityContext?.seccompProfile;
    return [
      `Uid:\t${user}\t${user}\t${user}\t${user}`,
      `CapBnd:\t${
        own.capabilities?.drop?.includes('ALL')
          ? '0000000000000000'
          : '00000000a80425fb'
      }`,
      `NoNewPrivs:\t${own.allowPrivilegeEscalation === false ? 1 : 0}`,
      `Seccomp:\t${hasSeccomp ? 2 : 0}`,
      '',
    ].join('\n');
  }

  async #ready(pod, { startupProbe, env }, container) {
    if (!startupProbe) return;
    for (let tries = 0; tries < 100; tries++) {
      const probe = new Container({
        spec: { name: 'probe', command: startupProbe.exec.command },
        env: Object.fromEntries(env.map(({ name, value }) => [name, value])),
        mounts: [],
        hosts: [],
        closed: {},
        replace: this.#options.replace,
      });
      const isReady = await new Promise(done => {
        probe.once('end', () => done(probe.state.terminated.exitCode === 0));
      });
      if (isReady) return;
      if (container.state.terminated)
        throw new Error(
          `${container.name} has ended: ${Buffer.concat(container.log)}`,
        );
      await new Promise(done => {
        setTimeout(done, 100);
      });
    }
    throw new Error('startup probe failed');
  }

  #env(pod, { env = [] }) {
    const found = {};
    for (const { name, value, valueFrom } of env) {
      if (valueFrom?.secretKeyRef) {
        const { name: secret, key } = valueFrom.secretKeyRef;
        found[name] = this.#secret(pod, secret, key);
      } else found[name] = expand(value ?? '', found);
    }
    return found;
  }

  #secret(pod, name, key) {
    const { data = {} } = this.#store.get(
      SECRETS,
      pod.metadata.namespace,
      name,
    );
    if (data[key] === undefined) throw new Error(`no ${key} in ${name}`);
    return Buffer.from(data[key], 'base64').toString();
  }

  #mounts(pod, { volumeMounts = [] }) {
    return volumeMounts.map(({ name, mountPath, readOnly }) => {
      const volume = pod.spec.volumes.find(one => one.name === name);
      const sources =
        volume.projected?.sources ??
        (volume.secret
          ? [
              {
                secret: {
                  name: volume.secret.secretName,
                  items: volume.secret.items,
                },
              },
            ]
          : undefined);
      if (sources) {
        const files = {};
        for (const { secret } of sources)
          for (const { key, path } of secret.items)
            files[path] = this.#secret(pod, secret.name, key);
        return { mountPath, readOnly, files };
      }
      if (volume.persistentVolumeClaim) {
        const folder = join(
          this.#claims,
          volume.persistentVolumeClaim.claimName,
        );
        this.#store.get(
          resource('persistentvolumeclaims'),
          pod.metadata.namespace,
          volume.persistentVolumeClaim.claimName,
        );
        mkdirSync(folder, { recursive: true });
        return { mountPath, readOnly, folder };
      }
      return { mountPath, files: {} };
    });
  }

  /** Pods behind a service have its address here, since all of them share this machine's. */
  #serviceEnv(pod) {
    const service = this.#store
      .list(SERVICES, pod.metadata.namespace)
      .find(({ spec }) =>
        Object.entries(spec.selector ?? {}).every(
          ([name, value]) => pod.metadata.labels?.[name] === value,
        ),
      );
    return service ? { SALLYPORT_LISTEN_HOST: service.spec.clusterIP } : {};
  }

  /** Addresses and ports of services that policies keep this pod from. */
  #closed(pod) {
    if (!this.#options.enforcesPolicies) return {};
    const from = {
      namespace: pod.metadata.namespace,
      labels: pod.metadata.labels,
    };
    const services = this.#store
      .list(SERVICES)
      .flatMap(({ metadata, spec }) =>
        spec.ports
          .filter(
            ({ port }) =>
              !mayConnect(
                this.#store,
                from,
                { namespace: metadata.namespace, labels: spec.selector },
                port,
              ),
          )
          .map(({ port }) => `${spec.clusterIP} ${port}`),
      );
    const pods = this.#store.list(PODS).flatMap(({ metadata, spec, status }) =>
      spec.containers
        .flatMap(({ ports = [] }) => ports)
        .filter(
          ({ name, containerPort }) =>
            !mayConnect(this.#store, from, metadata, [containerPort, name]),
        )
        .map(({ containerPort }) => `${status?.podIP} ${containerPort}`),
    );
    return {
      services: [...services, ...pods],
      outside: isShutIn(this.#store, from),
    };
  }

  async #end(pod, state) {
    state.isEnding = true;
    const {
      namespace,
      name,
      deletionGracePeriodSeconds: grace = 30,
    } = pod.metadata;
    const all = [...state.containers.values()];
    const main = pod.spec.containers
      .map(one => state.containers.get(one.name))
      .filter(Boolean);
    for (const container of main) container.kill('SIGTERM');
    const timer = setTimeout(
      () => all.forEach(container => container.kill('SIGKILL')),
      grace * 1000,
    );
    await Promise.all(
      main.map(
        container =>
          container.state.terminated ||
          new Promise(done => {
            container.once('end', done);
          }),
      ),
    );
    for (const container of all) container.kill('SIGTERM');
    await Promise.all(
      all.map(
        container =>
          container.state.terminated ||
          new Promise(done => {
            container.once('end', done);
          }),
      ),
    );
    clearTimeout(timer);
    this.#status(pod, state);
    this.#pods.delete(`${namespace}/${name}`);
    this.#store.remove(PODS, namespace, name);
  }

  #status(pod, state, missing) {
    const { namespace, name } = pod.metadata;
    if (!this.#store.has(PODS, namespace, name)) return;
    const isBetween = container =>
      pod.spec.restartPolicy !== 'Never' &&
      !state.isEnding &&
      container?.state.terminated;
    const of = specs =>
      (specs ?? []).map(spec => {
        const container = state.containers.get(spec.name);
        const waiting = {
          waiting: {
            reason:
              spec.name === missing ? 'ImagePullBackOff' : 'PodInitializing',
            ...(spec.name === missing && {
              message: `Back-off pulling image "${spec.image}"`,
            }),
          },
        };
        return {
          name: spec.name,
          image: spec.image,
          restartCount: state.restarts.get(spec.name) ?? 0,
          ready: container?.isRunning ?? false,
          state:
            (isBetween(container) && CRASHED) || container?.state || waiting,
        };
      });
    const containerStatuses = of(pod.spec.containers);
    const over = containerStatuses.every(one => one.state.terminated);
    const failed = containerStatuses.some(
      one => one.state.terminated?.exitCode > 0,
    );
    const isRunning = containerStatuses.some(one => one.state.running);
    let phase = isRunning ? 'Running' : 'Pending';
    if (over) phase = failed ? 'Failed' : 'Succeeded';
    this.#store.merge(
      PODS,
      namespace,
      name,
      {
        status: {
          phase,
          podIP: state.ip,
          conditions: [
            { type: 'Ready', status: state.isReady ? 'True' : 'False' },
          ],
          containerStatuses,
          initContainerStatuses: of(pod.spec.initContainers),
        },
      },
      { manager: 'kubelet' },
    );
  }

  #event(pod, type, reason, message) {
    const { namespace, name, uid } = pod.metadata;
    this.#store.create(
      EVENTS,
      {
        metadata: {
          name: `${name}.${Math.random().toString(16).slice(2)}`,
          namespace,
        },
        involvedObject: { kind: 'Pod', name, namespace, uid },
        type,
        reason,
        message,
        lastTimestamp: new Date().toISOString(),
      },
      'kubelet',
    );
  }
}
