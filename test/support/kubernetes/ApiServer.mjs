import { createServer } from 'node:http';
import { json as readJson } from 'node:stream/consumers';
import { admitPod } from './admission.mjs';
import { ApiError, forbidden, invalid, notFound } from './ApiError.mjs';
import { attachServer } from './attach.mjs';
import { forwardServer } from './forward.mjs';
import { apiResourceList, parsePath, RESOURCES } from './resources.mjs';
import { matcher, watch } from './watch.mjs';

const of = kind => RESOURCES.find(one => one.kind === kind);
const PATCHES = {
  'application/apply-patch+yaml': 'apply',
  'application/merge-patch+json': 'merge',
};

/** The API server: who asks, whether they may, and what they get. */
export class ApiServer {
  http = createServer(
    (request, response) => void this.#serve(request, response),
  );
  watches = new Set();
  #attach = attachServer();
  #forward = forwardServer();
  #options;
  #addresses = 0;

  /** `rbac`: for the driver's token; the administrator's may do everything. */
  constructor(options) {
    this.#options = options;
    this.http.on('upgrade', (request, socket, head) => {
      socket.on('error', () => {});
      try {
        this.#upgrade(request, socket, head);
      } catch (error) {
        const { code = 500, body } = error;
        socket.end(
          `HTTP/1.1 ${code} Error\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n${JSON.stringify(
            body ?? { message: error.message },
          )}`,
        );
      }
    });
  }

  /** Cuts what is open, as a network or a restart does. */
  cut() {
    this.#attach.breakAll();
    this.#forward.breakAll();
    for (const response of this.watches) response.destroy();
  }

  async #serve(request, response) {
    const answer = (code, body) => {
      response.writeHead(code, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    try {
      const url = new URL(request.url, 'http://simulator');
      if (url.pathname === '/version') {
        answer(200, this.#options.version);
        return;
      }
      const target = parsePath(url.pathname);
      if (!target) throw notFound(url.pathname);
      if (target.list) {
        answer(200, apiResourceList(target.list));
        return;
      }
      const result = await this.#handle({
        request,
        response,
        target,
        query: url.searchParams,
      });
      if (result) answer(result.code ?? 200, result.body);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else if (error instanceof ApiError) answer(error.code, error.body);
      else answer(500, { kind: 'Status', message: error.stack });
    }
  }

  #authorize(request, { resource, namespace, name, below }, verb) {
    const token = /^Bearer (.+)$/.exec(
      request.headers.authorization ?? '',
    )?.[1];
    if (token === this.#options.adminToken) return;
    if (token !== this.#options.token)
      throw new ApiError(401, 'Unauthorized', 'Unauthorized');
    const allowed = this.#options.rbac.allows({
      verb,
      group: resource.group,
      resource: below ? `${resource.plural}/${below}` : resource.plural,
      name,
      namespace: resource.kind === 'Namespace' ? undefined : namespace,
    });
    if (!allowed)
      throw forbidden(
        `User cannot ${verb} resource "${resource.plural}${
          below ? `/${below}` : ''
        }" in the namespace "${namespace}"`,
      );
  }

  async #handle({ request, response, target, query }) {
    const { store } = this.#options;
    const { resource, namespace, name, below } = target;
    const isWatch = query.get('watch') === 'true';
    const many = isWatch ? 'watch' : 'list';
    const manager = query.get('fieldManager') ?? 'unknown';
    switch (request.method) {
      case 'GET':
        if (below === 'log') return this.#log(request, response, target, query);
        this.#authorize(request, target, name ? 'get' : many);
        if (resource.kind === 'PodMetrics')
          return { body: this.#metrics(target) };
        if (name) return { body: store.get(resource, namespace, name) };
        if (isWatch) {
          watch({
            store,
            resource,
            namespace,
            query,
            response,
            open: this.watches,
          });
          return undefined;
        }
        return {
          body: {
            kind: `${resource.kind}List`,
            apiVersion: resource.apiVersion,
            metadata: { resourceVersion: store.version },
            items: store.list(resource, namespace, matcher(query)),
          },
        };
      case 'POST': {
        this.#authorize(request, target, 'create');
        const object = await readJson(request);
        object.metadata.namespace = namespace;
        this.#check(resource)(undefined, object);
        return { code: 201, body: store.create(resource, object, manager) };
      }
      case 'PATCH': {
        this.#authorize(request, target, 'patch');
        const kind = PATCHES[request.headers['content-type']];
        const body = await readJson(request);
        const check = this.#check(resource);
        if (kind === 'merge')
          return {
            body: store.merge(resource, namespace, name, body, {
              manager,
              check,
            }),
          };
        if (kind !== 'apply')
          throw new ApiError(
            415,
            'UnsupportedMediaType',
            `${request.headers['content-type']}`,
          );
        if (!query.get('fieldManager'))
          throw invalid('fieldManager is required for apply patch');
        if (body.metadata.name !== name)
          throw invalid('the name in the object is another one');
        body.metadata.namespace = namespace;
        if (!store.has(resource, namespace, name))
          this.#authorize(request, target, 'create');
        const { object, created } = store.apply(resource, body, {
          manager,
          force: query.get('force') === 'true',
          check,
        });
        return { code: created ? 201 : 200, body: object };
      }
      case 'DELETE':
        this.#authorize(request, target, 'delete');
        return { body: await this.#delete(target, request, query) };
      default:
        throw new ApiError(405, 'MethodNotAllowed', request.method);
    }
  }

  /** What is looked at before an object is taken, and what the server adds to it. */
  #check(resource) {
    const { store } = this.#options;
    return (before, after) => {
      const { namespace } = after.metadata;
      if (
        resource.namespaced &&
        !store.has(of('Namespace'), undefined, namespace)
      )
        throw notFound(`namespaces "${namespace}"`);
      if (resource.kind === 'Service' && !after.spec.clusterIP)
        after.spec.clusterIP = this.#address();
      if (resource.kind !== 'Pod') return;
      admitPod({
        before,
        after,
        namespace: store.get(of('Namespace'), undefined, namespace),
        pods: store.list(
          resource,
          namespace,
          ({ status }) => !['Succeeded', 'Failed'].includes(status?.phase),
        ).length,
        quotas: store.list(of('ResourceQuota'), namespace),
      });
    };
  }

  #address() {
    this.#addresses += 1;
    return `127.${this.#options.subnet}.${this.#addresses}`;
  }

  async #delete({ resource, namespace, name }, request, query) {
    const { store } = this.#options;
    const object = store.get(resource, namespace, name);
    const body =
      Number(request.headers['content-length']) > 0
        ? await readJson(request)
        : {};
    const uid = body.preconditions?.uid;
    if (uid && uid !== object.metadata.uid)
      throw new ApiError(409, 'Conflict', 'the UID is another one');
    if (resource.kind === 'StatefulSet') {
      // In the foreground: it is there until its pods are gone.
      if (query.get('propagationPolicy') !== 'Foreground')
        throw invalid('the simulator deletes sets in the foreground');
      return store.merge(resource, namespace, name, {
        metadata: { deletionTimestamp: new Date().toISOString() },
      });
    }
    if (resource.kind !== 'Pod') {
      store.remove(resource, namespace, name);
      return object;
    }
    const grace = Number(
      query.get('gracePeriodSeconds') ??
        body.gracePeriodSeconds ??
        object.spec.terminationGracePeriodSeconds ??
        30,
    );
    if (object.metadata.deletionTimestamp) return object;
    return store.merge(resource, namespace, name, {
      metadata: {
        deletionTimestamp: new Date().toISOString(),
        deletionGracePeriodSeconds: grace,
      },
    });
  }

  #log(request, response, target, query) {
    this.#authorize(request, target, 'get');
    const { namespace, name } = target;
    const pod = this.#options.store.get(of('Pod'), namespace, name);
    const container = this.#options.kubelet.container(
      namespace,
      name,
      query.get('container') ?? pod.spec.containers[0].name,
    );
    if (!container)
      throw new ApiError(
        400,
        'BadRequest',
        'the container is waiting to start',
      );
    response.writeHead(200, { 'content-type': 'text/plain' });
    const isPrevious = query.get('previous') === 'true';
    const text = isPrevious
      ? this.#options.kubelet.previousLog(namespace, name, container.name)
      : Buffer.concat(container.log).toString();
    const tail = query.get('tailLines');
    response.write(
      tail
        ? text
            .split('\n')
            .slice(-Number(tail) - 1)
            .join('\n')
        : text,
    );
    if (query.get('follow') !== 'true' || container.state.terminated) {
      response.end();
      return undefined;
    }
    response.flushHeaders();
    const write = data => response.write(data);
    container.on('stdout', write).on('stderr', write);
    container.once('end', () => response.end());
    response.on('close', () =>
      container.off('stdout', write).off('stderr', write),
    );
    return undefined;
  }

  #metrics({ namespace, name }) {
    const { kubelet, store } = this.#options;
    const pod = store.get(of('Pod'), namespace, name);
    return {
      kind: 'PodMetrics',
      apiVersion: 'metrics.k8s.io/v1beta1',
      metadata: { name, namespace },
      timestamp: new Date().toISOString(),
      window: '15s',
      containers: pod.spec.containers
        .filter(one => kubelet.container(namespace, name, one.name)?.isRunning)
        .map(one => ({
          name: one.name,
          usage: { cpu: '12500000n', memory: '20480Ki' },
        })),
    };
  }

  #upgrade(request, socket, head) {
    const url = new URL(request.url, 'http://simulator');
    const target = parsePath(url.pathname);
    if (!['attach', 'portforward'].includes(target?.below))
      throw notFound(url.pathname);
    // Newer servers ask for both: it is a request that reads, and one that does something.
    this.#authorize(request, target, 'get');
    this.#authorize(request, target, 'create');
    const { namespace, name } = target;
    const pod = this.#options.store.get(of('Pod'), namespace, name);
    if (target.below === 'portforward') {
      const port = Number(url.searchParams.get('ports'));
      const host = pod.status.podIP;
      this.#forward.forward({ request, socket, head, host, port });
      return;
    }
    const container = this.#options.kubelet.container(
      namespace,
      name,
      url.searchParams.get('container'),
    );
    if (!container?.isRunning)
      throw new ApiError(400, 'BadRequest', 'container is not running');
    const { stdinOnce } = pod.spec.containers.find(
      one => one.name === container.name,
    );
    this.#attach.attach({
      request,
      socket,
      head,
      container,
      query: url.searchParams,
      stdinOnce,
    });
  }
}
