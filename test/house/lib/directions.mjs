import ts from 'typescript';
import { posix } from 'node:path';

const SCOPE = '@sallyport/backstage-plugin-';
const common = ['mcp-gateway-common', 'mcp-registry-common'];
const commonAndNode = [...common, 'mcp-registry-node'];

/** Who may import whom (docs/architecture.md). A plugin that is not here yet may import nothing of ours. */
export const DIRECTIONS = {
  'mcp-gateway-common': [],
  'mcp-registry-common': ['mcp-gateway-common'],
  'mcp-registry-node': common,
  'mcp-registry-backend': commonAndNode,
  'mcp-gateway-node': ['mcp-gateway-common'],
  'mcp-gateway-backend': [...commonAndNode, 'mcp-gateway-node'],
  'mcp-gateway-backend-module-sandbox': [
    'mcp-gateway-common',
    'mcp-gateway-node',
  ],
  'mcp-gateway-backend-module-kubernetes': [
    'mcp-gateway-common',
    'mcp-gateway-node',
  ],
  'mcp-gateway-backend-module-docker': [
    'mcp-gateway-common',
    'mcp-gateway-node',
  ],
  'mcp-registry': common,
  'catalog-backend-module-mcp-registry': commonAndNode,
  'scaffolder-backend-module-mcp-registry': commonAndNode,
};

const isCommon = name => name.endsWith('-common');
const isFrontend = name => name === 'mcp-registry';

/** Of registry-common the gateway takes the permissions' definitions and nothing else. */
const gatewayTakesTooMuch = (name, target, text) => {
  if (name !== 'mcp-gateway-backend' || target !== 'mcp-registry-common')
    return false;
  const clauses = [
    ...text.matchAll(
      /import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'@sallyport\/backstage-plugin-mcp-registry-common'/g,
    ),
  ];
  const names = clauses.flatMap(([, list]) =>
    list
      .split(',')
      .map(item => item.trim())
      .filter(Boolean),
  );
  return (
    clauses.length === 0 ||
    names.some(item => !/Permissions?$|^RESOURCE_TYPE_/.test(item))
  );
};

/** Violations of the import directions in one file of a plugin: plain sentences, none when all is well. */
export function wrongImports({ path, text, test }) {
  const [top, name] = path.split('/');
  const found = [];
  for (const { fileName: specifier } of ts.preProcessFile(text, true, true)
    .importedFiles) {
    const say = why => found.push(`${path} imports ${specifier}: ${why}`);
    if (specifier.startsWith('.')) {
      const target = posix.join(posix.dirname(path), specifier);
      if (!target.startsWith(`${top}/${name}/`))
        say('a relative import leaves its package');
      continue;
    }
    if (top !== 'plugins') continue; // packages and examples wire
    const bare = specifier.replace(/^node:/, '');
    const target = specifier.startsWith(SCOPE)
      ? specifier.slice(SCOPE.length).split('/')[0]
      : undefined;
    if (target && target !== name) {
      if (!DIRECTIONS[name]?.includes(target))
        say(
          `${name} may import ${
            DIRECTIONS[name]?.join(', ') || 'nothing of ours'
          }`,
        );
      else if (
        specifier !== SCOPE + target &&
        !/^[a-z-]+\/alpha$/.test(specifier.slice(SCOPE.length))
      )
        say("a deep import passes by the package's entry");
      else if (gatewayTakesTooMuch(name, target, text))
        say('the gateway takes only permissions from the registry');
    }
    if (test) continue;
    const foreignBackend =
      /^@backstage\/plugin-(?!auth-backend-module)[a-z-]+-backend(?:\/|$)/.test(
        specifier,
      );
    if (foreignBackend) say("no plugin imports another plugin's backend");
    const nodeOnly =
      bare !== specifier ||
      /^@backstage\/backend-/.test(specifier) ||
      ['knex', 'express'].includes(bare);
    if (nodeOnly && (isCommon(name) || isFrontend(name)))
      say(`${name} runs in browsers too`);
    const frontendOnly =
      /^@backstage\/(?:ui|core-components|frontend-|core-plugin-api)/.test(
        specifier,
      ) || /^react(?:$|-|\/)/.test(specifier);
    if (frontendOnly && !isFrontend(name))
      say(`${name} knows no user interface`);
  }
  return found;
}

/** The same directions for a plugin's declared dependencies (not devDependencies). */
export function wrongDependencies({ path, text }) {
  const [, name] = path.split('/');
  const ours = Object.keys(JSON.parse(text).dependencies ?? {}).filter(
    dependency => dependency.startsWith(SCOPE),
  );
  return ours
    .map(dependency => dependency.slice(SCOPE.length))
    .filter(target => !DIRECTIONS[name]?.includes(target))
    .map(
      target => `${path} depends on ${target}, which ${name} may not import`,
    );
}
