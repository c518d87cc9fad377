// Fields of an object and who owns them: server-side apply, as far as this driver needs it. Lists are owned whole.

const isMap = value =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The paths of all leaves. */
export function leaves(value, path = []) {
  if (!isMap(value) || (path.length > 0 && Object.keys(value).length === 0))
    return [path];
  return Object.entries(value).flatMap(([key, item]) =>
    leaves(item, [...path, key]),
  );
}

export const at = (value, path) =>
  path.reduce((found, key) => found?.[key], value);

function set(object, path, value) {
  const last = path.at(-1);
  let place = object;
  for (const key of path.slice(0, -1)) {
    if (!isMap(place[key])) place[key] = {};
    place = place[key];
  }
  place[last] = value;
}

function remove(object, path) {
  const parents = path.map((_, index) => at(object, path.slice(0, index)));
  if (parents.at(-1)) delete parents.at(-1)[path.at(-1)];
  // What holds nothing any more goes too.
  for (let depth = path.length - 1; depth > 0; depth--) {
    const parent = at(object, path.slice(0, depth - 1));
    const child = parent?.[path[depth - 1]];
    if (isMap(child) && Object.keys(child).length === 0)
      delete parent[path[depth - 1]];
  }
}

const NOT_FIELDS = ['apiVersion', 'kind'];
const owned = object =>
  leaves(object).filter(
    path =>
      !NOT_FIELDS.includes(path[0]) &&
      !(path[0] === 'metadata' && ['name', 'namespace'].includes(path[1])),
  );

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Applies a configuration. `owners`: by manager, the paths that are its own. @returns conflicts, in words. */
export function apply({ live, wanted, owners, manager, force }) {
  const paths = owned(wanted);
  const conflicts = [];
  for (const path of paths) {
    const key = path.join('.');
    for (const [other, theirs] of owners) {
      if (other === manager || !theirs.has(key)) continue;
      if (same(at(live, path), at(wanted, path))) continue;
      if (force) theirs.delete(key);
      else conflicts.push(`${key} belongs to ${other}`);
    }
  }
  if (conflicts.length > 0) return conflicts;
  const before = owners.get(manager) ?? new Map();
  const now = new Map(paths.map(path => [path.join('.'), path]));
  for (const [key, path] of before) {
    const isOthers = [...owners].some(
      ([other, theirs]) => other !== manager && theirs.has(key),
    );
    if (!now.has(key) && !isOthers) remove(live, path);
  }
  for (const path of paths) set(live, path, at(wanted, path));
  owners.set(manager, now);
  return [];
}

/** A JSON merge patch (RFC 7386); what it changes belongs to whoever sent it. */
export function mergePatch({ live, patch, owners, manager }) {
  const before = structuredClone(live);
  merge(live, patch);
  const mine = owners.get(manager) ?? new Map();
  for (const path of owned(live)) {
    if (same(at(before, path), at(live, path))) continue;
    mine.set(path.join('.'), path);
    for (const [other, theirs] of owners)
      if (other !== manager) theirs.delete(path.join('.'));
  }
  owners.set(manager, mine);
}

function merge(target, patch) {
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete target[key];
    else if (isMap(value)) {
      if (!isMap(target[key])) target[key] = {};
      merge(target[key], value);
    } else target[key] = value;
  }
}
