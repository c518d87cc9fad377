const BOOKMARK_MS = 500;

/** Parses `a=b,c=d` into a test of labels or fields. */
export function selector(text, read) {
  const wanted = (text ?? '')
    .split(',')
    .filter(Boolean)
    .map(part => part.split(/==?/));
  return object =>
    wanted.every(([name, value]) => read(object, name) === value);
}

export const matcher = query => {
  const labels = selector(
    query.get('labelSelector'),
    ({ metadata }, name) => metadata.labels?.[name],
  );
  const fields = selector(query.get('fieldSelector'), (object, path) =>
    path.split('.').reduce((value, key) => value?.[key], object),
  );
  return object => labels(object) && fields(object);
};

/** Streams what happens to objects, as lines of JSON. */
export function watch({ store, resource, namespace, query, response, open }) {
  const matches = matcher(query);
  const isOurs = ({ object }) =>
    object.kind === resource.kind &&
    object.apiVersion === resource.apiVersion &&
    (!namespace || object.metadata.namespace === namespace) &&
    matches(object);
  const before = store.since(
    Number(query.get('resourceVersion') || store.version),
  );
  response.writeHead(200, { 'content-type': 'application/json' });
  const send = line => response.write(`${JSON.stringify(line)}\n`);
  const onChange = change => {
    if (isOurs(change)) send(change);
  };
  before.filter(isOurs).forEach(send);
  response.flushHeaders();
  store.changes.on('change', onChange);
  const bookmarks = setInterval(() => {
    if (query.get('allowWatchBookmarks') !== 'true') return;
    send({
      type: 'BOOKMARK',
      object: {
        apiVersion: resource.apiVersion,
        kind: resource.kind,
        metadata: { resourceVersion: store.version },
      },
    });
  }, BOOKMARK_MS);
  const end = setTimeout(
    () => response.end(),
    Number(query.get('timeoutSeconds') || 300) * 1000,
  );
  open.add(response);
  response.on('close', () => {
    store.changes.off('change', onChange);
    clearInterval(bookmarks);
    clearTimeout(end);
    open.delete(response);
  });
}
