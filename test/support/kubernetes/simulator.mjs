// A cluster in one process, for tests: what a driver sees of an API server, a kubelet and a network plug-in. It is a
// simulator: where it says that something holds, a real cluster still has to show it. Called with its options as JSON;
// says where it listens as one line of JSON, and ends when its input does.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseAllDocuments } from 'yaml';
import { ApiServer } from './ApiServer.mjs';
import { runControllers } from './Controllers.mjs';
import { Kubelet } from './Kubelet.mjs';
import { runSets } from './Sets.mjs';
import { Rbac } from './rbac.mjs';
import { RESOURCES } from './resources.mjs';
import { Store } from './Store.mjs';

const options = JSON.parse(process.argv[2]);
const rbacText = options.rbac
  .map(file => readFileSync(file, 'utf8'))
  .join('\n---\n');
const store = new Store();
const rbac = new Rbac(rbacText, options.account);
const subnets = [0, 1].map(() =>
  [...randomBytes(2)].map(byte => (byte % 200) + 20).join('.'),
);
const kubelet = new Kubelet(store, {
  subnet: subnets[1],
  images: options.images,
  replace: options.replace ?? {},
  names: options.names ?? {},
  podPidsLimit: options.podPidsLimit,
  enforcesPolicies: options.enforcesPolicies !== false,
});
const [token, adminToken] = [0, 1].map(() => randomBytes(16).toString('hex'));
const api = new ApiServer({
  store,
  rbac,
  kubelet,
  token,
  adminToken,
  subnet: subnets[0],
  version: options.version ?? {
    major: '1',
    minor: '33',
    gitVersion: 'v1.33.0-simulator',
  },
});
// What an operator has applied before.
for (const document of parseAllDocuments(rbacText)) {
  const object = document.toJS();
  const resource = RESOURCES.find(({ kind }) => kind === object?.kind);
  if (resource?.kind === 'Namespace') store.create(resource, object, 'kubectl');
}
runControllers(store);
runSets(store);

/** What only tests ask: which rights were used, and to break things. */
const control = createServer((request, response) => {
  if (request.url === '/asked') response.end(JSON.stringify(rbac.asked));
  else if (request.url === '/cut') {
    api.cut();
    response.end();
  } else if (request.url === '/compact') {
    store.compact();
    response.end();
  } else response.writeHead(404).end();
});
api.http.listen(0, '127.0.0.1');
control.listen(0, '127.0.0.1');
await Promise.all([once(api.http, 'listening'), once(control, 'listening')]);
process.stdout.write(
  `${JSON.stringify({
    server: `http://127.0.0.1:${api.http.address().port}`,
    control: `http://127.0.0.1:${control.address().port}`,
    token,
    adminToken,
  })}\n`,
);
process.stdin.resume();
process.stdin.on('end', () => {
  kubelet.stop();
  process.exit(0);
});
process.on('uncaughtException', error =>
  process.stderr.write(`${error.stack}\n`),
);
