import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { ApiError, conflict, invalid, notFound } from './ApiError.mjs';
import { apply, mergePatch } from './fields.mjs';

const KEPT = 1000;

/** The objects of a cluster, with versions, owners of fields, what happened to them, and a garbage collector. */
export class Store {
  #objects = new Map();
  #owners = new Map();
  #version = 1000;
  #history = [];
  #oldest = 1000;
  changes = new EventEmitter().setMaxListeners(0);

  get version() {
    return `${this.#version}`;
  }

  #key({ apiVersion, kind }, namespace, name) {
    return [apiVersion, kind, namespace ?? '', name].join('|');
  }

  get(resource, namespace, name) {
    const found = this.#objects.get(this.#key(resource, namespace, name));
    if (!found) throw notFound(`${resource.plural} "${name}"`);
    return structuredClone(found);
  }

  has(resource, namespace, name) {
    return this.#objects.has(this.#key(resource, namespace, name));
  }

  list(resource, namespace, matches = () => true) {
    return [...this.#objects.values()]
      .filter(
        object =>
          object.kind === resource.kind &&
          object.apiVersion === resource.apiVersion &&
          (!namespace || object.metadata.namespace === namespace) &&
          matches(object),
      )
      .map(object => structuredClone(object));
  }

  create(resource, object, manager = 'unknown') {
    const { name, namespace } = object.metadata;
    const key = this.#key(resource, namespace, name);
    if (this.#objects.has(key))
      throw conflict(
        'AlreadyExists',
        `${resource.plural} "${name}" already exists`,
      );
    const made = {
      ...structuredClone(object),
      apiVersion: resource.apiVersion,
      kind: resource.kind,
    };
    Object.assign(made.metadata, {
      uid: randomUUID(),
      creationTimestamp: new Date().toISOString(),
      generation: 1,
    });
    const owners = new Map();
    mergePatch({ live: {}, patch: structuredClone(object), owners, manager });
    this.#owners.set(key, owners);
    this.#put(key, made, 'ADDED');
    this.#collectOrphan(resource, made);
    return structuredClone(made);
  }

  apply(resource, object, { manager, force, check = () => {} }) {
    const { name, namespace } = object.metadata;
    const key = this.#key(resource, namespace, name);
    const known = this.#objects.get(key);
    if (!known) {
      check(undefined, object);
      const made = this.create(resource, object, manager);
      return { object: made, created: true };
    }
    const live = structuredClone(known);
    const owners = new Map(
      [...this.#owners.get(key)].map(([who, paths]) => [who, new Map(paths)]),
    );
    const conflicts = apply({ live, wanted: object, owners, manager, force });
    if (conflicts.length > 0)
      throw conflict('Conflict', `Apply failed with ${conflicts.join('; ')}`);
    check(known, live);
    this.#owners.set(key, owners);
    return { object: this.#update(key, known, live) };
  }

  merge(
    resource,
    namespace,
    name,
    patch,
    { manager = 'unknown', check = () => {} } = {},
  ) {
    const key = this.#key(resource, namespace, name);
    const known = this.#objects.get(key);
    if (!known) throw notFound(`${resource.plural} "${name}"`);
    const live = structuredClone(known);
    mergePatch({ live, patch, owners: this.#owners.get(key), manager });
    check(known, live);
    return this.#update(key, known, live);
  }

  remove(resource, namespace, name) {
    const key = this.#key(resource, namespace, name);
    const known = this.#objects.get(key);
    if (!known) return;
    this.#objects.delete(key);
    this.#owners.delete(key);
    this.#record('DELETED', {
      ...known,
      metadata: { ...known.metadata, resourceVersion: `${++this.#version}` },
    });
    for (const object of [...this.#objects.values()])
      if (
        object.metadata.ownerReferences?.some(
          ({ uid }) => uid === known.metadata.uid,
        )
      )
        this.remove(object, object.metadata.namespace, object.metadata.name);
  }

  /** What happened after a version. @throws ApiError where that is not known any more. */
  since(version) {
    if (version < this.#oldest)
      throw new ApiError(410, 'Expired', 'too old resource version');
    return this.#history.filter(
      ({ object }) => Number(object.metadata.resourceVersion) > version,
    );
  }

  /** Forgets what happened: whoever watches has to list again. */
  compact() {
    this.#history = [];
    this.#oldest = this.#version;
  }

  /** An owner that is not there is no owner: its objects go. */
  #collectOrphan(resource, { metadata }) {
    const owners = metadata.ownerReferences ?? [];
    const uids = new Set(
      [...this.#objects.values()].map(object => object.metadata.uid),
    );
    if (owners.length > 0 && !owners.some(({ uid }) => uids.has(uid)))
      setTimeout(
        () => this.remove(resource, metadata.namespace, metadata.name),
        50,
      );
  }

  #update(key, known, live) {
    if (JSON.stringify(known) === JSON.stringify(live))
      return structuredClone(known);
    if (JSON.stringify(known.spec) !== JSON.stringify(live.spec))
      live.metadata.generation = (known.metadata.generation ?? 1) + 1;
    if (live.metadata.name !== known.metadata.name)
      throw invalid('metadata.name is immutable');
    this.#put(key, live, 'MODIFIED');
    return structuredClone(live);
  }

  #put(key, object, type) {
    object.metadata.resourceVersion = `${++this.#version}`;
    this.#objects.set(key, object);
    this.#record(type, object);
  }

  #record(type, object) {
    const change = { type, object: structuredClone(object) };
    this.#history.push(change);
    if (this.#history.length > KEPT) {
      const [gone] = this.#history.splice(0, 1);
      this.#oldest = Number(gone.object.metadata.resourceVersion);
    }
    this.changes.emit('change', change);
  }
}
