import { readFileSync } from 'node:fs';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import type { AgentClient, AgentSettings } from './types';

const AT = 'mcpGateway.agents';
const DAY_MS = 24 * 60 * 60_000;
const PRIVATE = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];
const jwksSchema = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string() }))
    .min(1)
    .max(10),
});

/** Reads `mcpGateway.agents`; nothing where agents are off. */
export function readAgentSettings(
  config: RootConfigService,
  gateway: { publicUrl: string; hasAuthorizationServer: boolean },
): AgentSettings | undefined {
  const own = config.getOptionalConfig(AT);
  if (!own?.getOptionalBoolean('enabled')) return undefined;
  if (!gateway.hasAuthorizationServer) {
    throw new InputError(
      `${AT} needs mcpGateway.authorizationServer: agents get their tokens there`,
    );
  }
  const workloadIssuers = (
    own.getOptionalConfigArray('workloadIssuers') ?? []
  ).map(one => ({
    issuer: one.getString('issuer'),
    jwksUri: one.getOptionalString('jwksUri'),
    audience: one.getOptionalString('audience') ?? gateway.publicUrl,
  }));
  const known = new Set(workloadIssuers.map(({ issuer }) => issuer));
  const clients = (own.getOptionalConfigArray('clients') ?? []).map(
    (one, index) => readClient(one, `${AT}.clients[${index}]`, known),
  );
  const taken = new Set<string>();
  for (const { ref, workloads } of clients) {
    const names = [ref, ...workloads.map(one => JSON.stringify(one))];
    for (const name of names) {
      if (taken.has(name))
        throw new InputError(`${AT}: ${name} is there twice`);
      taken.add(name);
    }
  }
  return {
    clients,
    workloadIssuers,
    idleMs: number(own, 'idleDays', 30, 365) * DAY_MS,
    tokenMs: number(own, 'tokenMinutes', 15, 60) * 60_000,
    mayActForPeople: own.getOptionalBoolean('actForPeople') ?? false,
    consentMs: number(own, 'consentDays', 30, 365) * DAY_MS,
  };
}

function readClient(
  config: Config,
  at: string,
  issuers: ReadonlySet<string>,
): AgentClient {
  const file = config.getOptionalString('jwksFile');
  const workloads = (config.getOptionalConfigArray('workloads') ?? []).map(
    one => ({
      issuer: one.getString('issuer'),
      subject: one.getString('subject'),
    }),
  );
  const stranger = workloads.find(({ issuer }) => !issuers.has(issuer));
  if (stranger) {
    throw new InputError(
      `${at}: ${stranger.issuer} is not among ${AT}.workloadIssuers`,
    );
  }
  if (file === undefined && workloads.length === 0) {
    throw new InputError(`${at} needs jwksFile or workloads`);
  }
  return {
    ref: stringifyEntityRef(
      parseEntityRef(config.getString('entity'), {
        defaultKind: 'component',
        defaultNamespace: 'default',
      }),
    ),
    ...(file !== undefined && { jwks: readKeys(file, at) }),
    workloads,
  };
}

function readKeys(file: string, at: string) {
  const read = jwksSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!read.success) throw new InputError(`${at}: jwksFile is no JWK set`);
  const { keys } = read.data;
  if (keys.some(key => PRIVATE.some(part => part in key))) {
    // The agent's own secret has no business here, and a shared one proves nothing.
    throw new InputError(`${at}: jwksFile has a private or symmetric key`);
  }
  return { keys };
}

function number(config: Config, name: string, usual: number, max: number) {
  const value = config.getOptionalNumber(name) ?? usual;
  if (!(value > 0 && value <= max)) {
    throw new InputError(
      `${AT}.${name} must be more than 0 and at most ${max}`,
    );
  }
  return value;
}
