import { type FormatRemark, formatRemark } from '../DefinitionReading';
import { definedFields } from '../fields';
import { imageText } from '../imageText';
import type { ServerDefinition } from '../serverDefinition';

/** The schema of `server.json` that is written here. */
export const SERVER_JSON_SCHEMA =
  'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json';
/** Where publishers put what is theirs, by the schema. */
export const PUBLISHER_META =
  'io.modelcontextprotocol.registry/publisher-provided';
/** Our own part of it. */
export const OUR_META = 'dev.sallyport';
const NO_VERSION = '1.0.0';
const MOST_SHOWN = 100;

/** What became of a definition on its way to `server.json`. */
export interface ServerJsonExport {
  readonly document: Record<string, unknown>;
  /** What is cut, or only we understand. */
  readonly remarks: readonly FormatRemark[];
}

/**
 * Writes a definition as `server.json`.
 *
 * @param options.publisher - the name before the slash, which a public registry wants proven: `io.github.acme`.
 */
export function definitionToServerJson(
  definition: ServerDefinition,
  options: { publisher?: string } = {},
): ServerJsonExport {
  const { namespace, name, title, description, package: from } = definition;
  const publisher = options.publisher ?? `local.${namespace ?? 'default'}`;
  const remarks: FormatRemark[] = [formatRemark('export.only-ours')];
  if (description.length > MOST_SHOWN) {
    remarks.push(formatRemark('export.description-cut'));
  }
  if (!from) {
    remarks.push(formatRemark('export.version', { value: NO_VERSION }));
  }
  return {
    document: definedFields({
      $schema: SERVER_JSON_SCHEMA,
      name: `${publisher}/${name}`,
      title,
      description: description.slice(0, MOST_SHOWN),
      version: from?.version ?? NO_VERSION,
      packages: from && [packageOf(definition, from)],
      remotes: remotesOf(definition),
      _meta: { [PUBLISHER_META]: { [OUR_META]: { definition } } },
    }),
    remarks,
  };
}

function packageOf(
  definition: ServerDefinition,
  from: NonNullable<ServerDefinition['package']>,
) {
  const { run = {} } = definition;
  const isImage = from.registry === 'oci';
  return definedFields({
    registryType: from.registry,
    // An image is named whole; others apart from their version.
    identifier: isImage ? imageText(from) : from.identifier,
    version: isImage ? undefined : from.version,
    transport:
      run.transport === 'streamable-http'
        ? {
            type: 'streamable-http',
            url: `http://127.0.0.1:${run.port}${run.path ?? '/mcp'}`,
          }
        : { type: 'stdio' },
    packageArguments: run.args?.map(value => ({ type: 'positional', value })),
    environmentVariables: variablesOf(definition),
  });
}

function variablesOf(definition: ServerDefinition) {
  const { run, permissionProfile } = definition;
  const { env, secrets } = permissionProfile?.sallyport ?? {};
  const variables = [
    ...Object.entries({ ...env, ...run?.env }).map(([name, value]) => ({
      ...{ name, value },
    })),
    ...Object.keys(secrets ?? {}).map(name => ({
      ...{ name, isSecret: true, isRequired: true },
    })),
  ];
  return variables.length > 0 ? variables : undefined;
}

function remotesOf({ upstream, credential }: ServerDefinition) {
  if (!upstream) return undefined;
  const header =
    credential && 'header' in credential ? credential.header : undefined;
  const asksForSecret =
    credential?.type === 'static' || credential?.type === 'personal-key';
  return [
    {
      ...upstream,
      ...(asksForSecret && {
        headers: [
          { name: header ?? 'Authorization', isRequired: true, isSecret: true },
        ],
      }),
    },
  ];
}
