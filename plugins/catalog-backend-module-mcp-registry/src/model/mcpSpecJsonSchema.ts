import type { JsonObject } from '@backstage/types';
import {
  DATA_CLASSIFICATIONS,
  RISK_TIERS,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { credentialJsonSchema } from './credentialJsonSchema';
import { permissionProfileJsonSchema } from './permissionProfileJsonSchema';

/**
 * `spec.mcp` for the catalog's model. It says the same as `mcpSpecSchema` (a test compares them), in the words that people and
 * agents read when they ask the catalog what an entity may contain. No `format`: the catalog's validator knows none.
 */
export const mcpSpecJsonSchema: JsonObject = {
  type: 'object',
  description: 'What Sallyport needs to know about an MCP server.',
  required: ['dataClassification', 'riskTier'],
  additionalProperties: false,
  properties: {
    audience: {
      type: 'array',
      description: 'For whom it is made, such as developers or analysts.',
      maxItems: 20,
      items: { type: 'string', minLength: 1, maxLength: 100 },
    },
    dataClassification: {
      type: 'string',
      description: 'The most sensitive data that it can see.',
      enum: [...DATA_CLASSIFICATIONS],
    },
    compliance: {
      type: 'array',
      description: 'Rules that its data falls under, such as gdpr.',
      maxItems: 30,
      items: { type: 'string', minLength: 1, maxLength: 63 },
    },
    riskTier: {
      type: 'string',
      description: 'What could go wrong at worst if a tool is misused.',
      enum: [...RISK_TIERS],
    },
    reaches: {
      type: 'array',
      description: 'Entity refs of the systems behind it.',
      maxItems: 50,
      items: { type: 'string', minLength: 1, maxLength: 300 },
    },
    upstream: {
      type: 'object',
      description:
        'Where a server that already runs can be reached. Only the gateway uses it; clients are pointed to the gateway.',
      required: ['type', 'url'],
      additionalProperties: false,
      properties: {
        type: { type: 'string', enum: ['streamable-http', 'sse'] },
        url: { type: 'string', maxLength: 2000 },
      },
    },
    package: {
      type: 'object',
      description: 'The package that a server ships as, at an exact version.',
      required: ['registry', 'identifier', 'version'],
      additionalProperties: false,
      properties: {
        registry: { type: 'string', enum: ['npm', 'pypi', 'oci'] },
        identifier: { type: 'string', minLength: 1, maxLength: 300 },
        version: { type: 'string', minLength: 1, maxLength: 100 },
        integrity: {
          type: 'string',
          description:
            'What the package must be: subresource integrity (sha512-…), or the digest of an image (sha256:…). Without it, a revision is bound to what its probe has installed.',
          minLength: 10,
          maxLength: 500,
        },
      },
    },
    credential: credentialJsonSchema(),
    permissionProfile: permissionProfileJsonSchema(),
    isolation: {
      type: 'string',
      description:
        'Who shares a runtime of a packaged server. Default: shared. With per-user, each person has their own.',
      enum: ['shared', 'per-user', 'per-session'],
    },
    run: {
      type: 'object',
      description: 'How a packaged server is started.',
      additionalProperties: false,
      properties: {
        command: { type: 'string', maxLength: 300 },
        args: {
          type: 'array',
          maxItems: 50,
          items: { type: 'string', maxLength: 1000 },
        },
        env: {
          type: 'object',
          description: 'Settings. Never secrets: the catalog can be read.',
          additionalProperties: { type: 'string', maxLength: 1000 },
        },
        transport: {
          type: 'string',
          description:
            'How it speaks. Default: stdio. With streamable-http it listens at a port of its own, which not every runtime driver can reach.',
          enum: ['stdio', 'streamable-http'],
        },
        port: { type: 'integer', minimum: 1, maximum: 65535 },
        path: {
          type: 'string',
          description: 'Default: /mcp',
          maxLength: 200,
          pattern: '^\\/[A-Za-z0-9._~/-]*$',
        },
      },
    },
  },
};
