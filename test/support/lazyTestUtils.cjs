// What tests take from `@backstage/backend-test-utils` is loaded when they take it: all of it together is some 2,900 modules, seconds for every test
// file, of which most want a logger or a database. The package is its own; only when its parts are loaded is ours.
const { dirname, join } = require('node:path');

const PACKAGE = '@backstage/backend-test-utils';
/** Where the package has each of its exports. */
const EXPORTS = {
  TestCaches: 'cache/TestCaches',
  TestDatabases: 'database/TestDatabases',
  registerMswTestHooks: 'msw/registerMswTestHooks',
  createMockDirectory: 'filesystem/MockDirectory',
  mockServices: 'services/mockServices',
  mockCredentials: 'services/mockCredentials',
  createServiceMock: 'services/createServiceMock',
  ServiceFactoryTester: 'wiring/ServiceFactoryTester',
  startTestBackend: 'wiring/TestBackend',
  mockErrorHandler: 'util/errorHandler',
};
/** What mocks of services load for factories that few tests ask for. */
const FACTORIES = [
  ...['auditor', 'cache', 'database', 'discovery', 'httpRouter', 'lifecycle'],
  ...['logger', 'permissions', 'permissionsRegistry', 'rootHealth'],
  ...['rootHttpRouter', 'rootLifecycle', 'urlReader'],
].map(name => `@backstage/backend-defaults/${name}`);

/** A module that is loaded when something of it is looked at. */
function lazy(load) {
  let loaded;
  const real = () => (loaded ??= load());
  return new Proxy(
    {},
    {
      get: (_, name) => real()[name],
      has: (_, name) => name in real(),
      ownKeys: () => Reflect.ownKeys(real()),
      getOwnPropertyDescriptor: (_, name) => {
        const found = Object.getOwnPropertyDescriptor(real(), name);
        return found && { ...found, configurable: true };
      },
    },
  );
}

/**
 * Some modules say at once what is to be done after all tests; a test that runs already may not. Then it is done with what was said in time.
 */
function createLoader() {
  const late = [];
  afterAll(async () => {
    for (const hook of late) await hook();
  });
  return path => {
    const { afterAll: inTime } = globalThis;
    globalThis.afterAll = hook => void late.push(hook);
    try {
      return jest.requireActual(path);
    } finally {
      globalThis.afterAll = inTime;
    }
  };
}

// Not `mock`, which would be done before there are these names.
const dist = dirname(require.resolve(PACKAGE));
jest.doMock(PACKAGE, () => {
  const load = createLoader();
  const parts = Object.entries(EXPORTS).map(([name, file]) => [
    name,
    { enumerable: true, get: () => load(join(dist, `${file}.cjs.js`))[name] },
  ]);
  return Object.defineProperties({}, Object.fromEntries(parts));
});
for (const name of FACTORIES) {
  jest.doMock(name, () => lazy(() => jest.requireActual(name)));
}
