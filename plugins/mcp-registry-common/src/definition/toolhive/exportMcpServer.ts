import {
  exportToolHiveProfile,
  NO_PERMISSIONS,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { type FormatRemark, formatRemark } from '../DefinitionReading';
import { definedFields } from '../fields';
import { imageText } from '../imageText';
import type { ServerDefinition } from '../serverDefinition';
import { toAnnotations } from './annotations';

/** Resources of Kubernetes that stand for a definition. */
export interface McpServerExport {
  /** `MCPServer` and the ConfigMap of its profile, or an `MCPRemoteProxy`. Empty where there is no way to say it. */
  readonly resources: readonly Record<string, unknown>[];
  /** What is lost, or means something else there. */
  readonly remarks: readonly FormatRemark[];
  /** Why there is no resource. */
  readonly problem?: string;
}

const API_VERSION = 'toolhive.stacklok.dev/v1beta1';
/** The file of a profile in its ConfigMap. */
export const PROFILE_KEY = 'profile.json';

/** Writes a definition as resources of ToolHive's operator. */
export function definitionToMcpServer(
  definition: ServerDefinition,
): McpServerExport {
  const { name, upstream, package: from, credential } = definition;
  const remarks: FormatRemark[] = [];
  if (credential && credential.type !== 'none') {
    remarks.push(formatRemark('export.credential', { value: credential.type }));
  }
  const metadata = { name, annotations: toAnnotations(definition) };
  if (upstream) {
    return {
      resources: [
        {
          apiVersion: API_VERSION,
          kind: 'MCPRemoteProxy',
          metadata,
          spec: { remoteUrl: upstream.url, transport: upstream.type },
        },
      ],
      remarks,
    };
  }
  if (from?.registry !== 'oci') {
    return {
      resources: [],
      remarks: [],
      problem: `An MCPServer runs an image, and this is a package of ${
        from?.registry ?? 'no registry'
      }.`,
    };
  }
  const { isolation } = definition;
  if (isolation && isolation !== 'shared') {
    remarks.push(formatRemark('export.isolation', { value: isolation }));
  }
  const profile = profileOf(definition, remarks);
  return {
    resources: [
      {
        apiVersion: API_VERSION,
        kind: 'MCPServer',
        metadata,
        spec: definedFields({
          image: imageText(from),
          ...startOf(definition, remarks),
          permissionProfile: profile.reference,
          secrets: secretsOf(definition, remarks),
          resources: boundsOf(definition, remarks),
        }),
      },
      ...profile.resources,
    ],
    remarks,
  };
}

function startOf(definition: ServerDefinition, remarks: FormatRemark[]) {
  const { run = {}, permissionProfile } = definition;
  if (run.command !== undefined) {
    remarks.push(formatRemark('export.command', { value: run.command }));
  }
  if (run.path !== undefined && run.path !== '/mcp') {
    remarks.push(formatRemark('export.path', { value: run.path }));
  }
  const settings: Record<string, string> = {
    ...permissionProfile?.sallyport?.env,
  };
  for (const [name, value] of Object.entries(run.env ?? {})) {
    if (Object.hasOwn(settings, name) && settings[name] !== value) {
      remarks.push(formatRemark('export.env-conflict', { value: name }));
    }
    settings[name] = value;
  }
  const env = Object.entries(settings).map(([name, value]) => ({
    name,
    value,
  }));
  return {
    transport: run.transport ?? 'stdio',
    mcpPort: run.port,
    args: run.args?.length ? run.args : undefined,
    env: env.length > 0 ? env : undefined,
  };
}

function profileOf(definition: ServerDefinition, remarks: FormatRemark[]) {
  const { name, permissionProfile } = definition;
  remarks.push(formatRemark('export.not-enforced'));
  if (!permissionProfile) {
    return { reference: { type: 'builtin', name: 'none' }, resources: [] };
  }
  const { profile, remarks: said } = exportToolHiveProfile(
    permissionProfile ?? NO_PERMISSIONS,
  );
  // Bounds, settings and secrets have fields of their own in the resource.
  const carried = ['export.limits', 'export.env', 'export.secrets'];
  remarks.push(
    ...said
      .filter(({ code }) => !carried.includes(code))
      .map(({ code, values, text }) => ({
        ...{ code: `profile.${code}`, text },
        values: Object.fromEntries(
          Object.entries(values).map(([key, value]) => [key, String(value)]),
        ),
      })),
  );
  const configMap = `${name}-permissions`;
  return {
    reference: { type: 'configmap', name: configMap, key: PROFILE_KEY },
    resources: [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: configMap },
        data: { [PROFILE_KEY]: JSON.stringify(profile, null, 2) },
      },
    ],
  };
}

function secretsOf(definition: ServerDefinition, remarks: FormatRemark[]) {
  const secrets = Object.entries(
    definition.permissionProfile?.sallyport?.secrets ?? {},
  ).flatMap(([variable, { secret, as }]) => {
    if (as === 'file') {
      remarks.push(formatRemark('export.secret-file', { value: secret }));
      return [];
    }
    remarks.push(
      formatRemark('export.secret', { value: secret, name: variable }),
    );
    return [{ name: secret, key: 'value', targetEnvName: variable }];
  });
  return secrets.length > 0 ? secrets : undefined;
}

function boundsOf(definition: ServerDefinition, remarks: FormatRemark[]) {
  const { cpu, memoryBytes, ...others } =
    definition.permissionProfile?.sallyport?.limits ?? {};
  const lost = Object.keys(definedFields(others));
  if (lost.length > 0) {
    remarks.push(formatRemark('export.bounds', { value: lost.join(', ') }));
  }
  const limits = definedFields({
    cpu: cpu === undefined ? undefined : String(cpu),
    memory: memoryBytes === undefined ? undefined : String(memoryBytes),
  });
  return Object.keys(limits).length > 0 ? { limits } : undefined;
}
