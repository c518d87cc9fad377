// Where code of the gateway could connect to somewhere by itself, past the guard that knows where it may (ADR 0050).
import ts from 'typescript';

/** Modules that connect, and what of them does not. */
const HARMLESS = {
  axios: [],
  dgram: [],
  dns: [],
  'dns/promises': [],
  eventsource: [],
  got: [],
  http: [
    'createServer',
    'IncomingMessage',
    'Server',
    'ServerResponse',
    'STATUS_CODES',
  ],
  http2: [],
  https: ['createServer', 'Server'],
  net: [
    'BlockList',
    'createServer',
    'isIP',
    'isIPv4',
    'isIPv6',
    'Server',
    'Socket',
  ],
  'node-fetch': [],
  tls: ['createServer', 'Server'],
  undici: ['errors'],
  ws: [],
};

/** Globals that connect. */
const GLOBALS = ['EventSource', 'fetch', 'WebSocket', 'XMLHttpRequest'];

/** Of libraries: what connects by the global fetch unless it is given another one. */
const FETCHING = [
  { module: 'jose', name: /^createRemoteJWKSet$/, given: /\[customFetch\]/ },
  {
    module: 'oauth4webapi',
    name: /Request$/,
    given: /\[customFetch\]/,
  },
  {
    module: '@modelcontextprotocol/sdk/client',
    name: /ClientTransport$/,
    given: /\{ fetch\b/,
  },
  { module: 'openapi-fetch', name: /./, given: /\bfetch:/ },
];

const parse = ({ path, text }) =>
  ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);

/** The names that an import takes as values; `*` for all of a module. */
function importedValues({ importClause: clause }) {
  if (!clause) return ['*'];
  if (clause.isTypeOnly) return [];
  const bindings = clause.namedBindings;
  const names =
    bindings && ts.isNamedImports(bindings)
      ? bindings.elements
          .filter(({ isTypeOnly }) => !isTypeOnly)
          .map(({ propertyName, name }) => (propertyName ?? name).text)
      : [];
  const whole = clause.name || (bindings && ts.isNamespaceImport(bindings));
  return whole ? [...names, '*'] : names;
}

function fromImports(source, text) {
  const found = [];
  for (const node of source.statements) {
    if (!ts.isImportDeclaration(node)) continue;
    const module = node.moduleSpecifier.text;
    const harmless = HARMLESS[module.replace(/^node:/, '')];
    for (const name of importedValues(node)) {
      if (harmless && !harmless.includes(name)) {
        found.push(`takes ${name} from ${module}`);
      }
      const fetching = FETCHING.find(
        one => module.startsWith(one.module) && one.name.test(name),
      );
      if (fetching && !fetching.given.test(text)) {
        found.push(`takes ${name} from ${module} and gives it no fetch`);
      }
    }
  }
  return found;
}

/** Whether an identifier is a value that is read, and not a name of something else. */
function isRead(node) {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent))
    return (
      parent.expression === node || parent.expression.getText() === 'globalThis'
    );
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return !(
    ts.isTypeQueryNode(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isPropertySignature(parent) ||
    (ts.isBindingElement(parent) && parent.propertyName === node)
  );
}

const isDeclaration = ({ parent }, node) =>
  (ts.isParameter(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isBindingElement(parent) ||
    ts.isImportSpecifier(parent)) &&
  parent.name === node;

/** Whether a name is declared around a place, so that it is not the global. */
function isDeclaredAround(name, node) {
  for (let scope = node.parent; scope; scope = scope.parent) {
    if (
      !ts.isSourceFile(scope) &&
      !ts.isBlock(scope) &&
      !ts.isFunctionLike(scope)
    )
      continue;
    let declares = false;
    const look = child => {
      if (
        ts.isIdentifier(child) &&
        child.text === name &&
        isDeclaration(child, child)
      )
        declares = true;
      // What an inner function declares is not seen here.
      if (child !== scope && ts.isFunctionLike(child)) return;
      ts.forEachChild(child, look);
    };
    look(scope);
    if (declares) return true;
  }
  return false;
}

function fromGlobals(source) {
  const found = [];
  const visit = node => {
    if (
      ts.isIdentifier(node) &&
      GLOBALS.includes(node.text) &&
      isRead(node) &&
      !isDeclaration(node, node) &&
      !isDeclaredAround(node.text, node)
    )
      found.push(`uses the global ${node.text}`);
    if (
      ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
        node.expression.getText() === 'require') &&
      HARMLESS[node.arguments[0]?.text?.replace(/^node:/, '')]
    )
      found.push(`loads ${node.arguments[0].text}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What of a file could connect past the guard: plain sentences, none when all is well. */
export function outboundCode(file) {
  const source = parse(file);
  const found = [...fromImports(source, file.text), ...fromGlobals(source)];
  return [...new Set(found)].map(what => ({
    path: file.path,
    what: `${file.path} ${what}`,
  }));
}
