import type { Entity } from '@backstage/catalog-model';
import type { CatalogProcessor } from '@backstage/plugin-catalog-node';
import {
  isMcpServerEntity,
  type McpSpec,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { ANNOTATION_MCP_SPEC } from './annotations';
import { findCandidateUpstream } from './findCandidateUpstream';
import type { Gateway } from './Gateway';
import { readMcpSpec } from './readMcpSpec';

/**
 * Points every MCP server's `spec.remotes` at the gateway, so that whoever reads the catalog lands there, and says what is wrong
 * with an entity in words. It computes and never asks the network: what it makes depends on the entity and the configuration
 * alone, so that processing an entity twice, or its own result, gives the same.
 */
export class McpServerProcessor implements CatalogProcessor {
  static create(options: { gateway: Gateway }): McpServerProcessor {
    return new McpServerProcessor(options.gateway);
  }

  readonly #gateway: Gateway;

  private constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  getProcessorName(): string {
    return 'McpServerProcessor';
  }

  /** Before validation, since core wants `spec.remotes` and people need not write it. */
  async preProcessEntity(entity: Entity): Promise<Entity> {
    if (!isMcpServerEntity(entity)) {
      return entity;
    }
    const candidate = findCandidateUpstream({ entity, gateway: this.#gateway });
    const foreign = entity.spec?.mcp === undefined;
    const mcp = foreign
      ? assumedSpec(candidate)
      : withCandidate(
          readMcpSpec({ entity, gateway: this.#gateway }),
          candidate,
        );
    return {
      ...entity,
      metadata: foreign ? withAssumedNote(entity.metadata) : entity.metadata,
      spec: {
        ...entity.spec,
        remotes: [
          { type: 'streamable-http', url: this.#gateway.endpointOf(entity) },
        ],
        mcp,
      },
    };
  }
}

/** Nobody has said how sensitive the server is, so it counts as the most sensitive. */
function assumedSpec(candidate: McpSpec['upstream']): McpSpec {
  return {
    dataClassification: 'restricted',
    riskTier: 'critical',
    ...(candidate && { upstream: candidate }),
  };
}

/** What is written in `spec.mcp` goes before what is read from `spec.remotes`. */
function withCandidate(spec: McpSpec, candidate: McpSpec['upstream']): McpSpec {
  return candidate && !spec.upstream && !spec.package
    ? { ...spec, upstream: candidate }
    : spec;
}

function withAssumedNote(metadata: Entity['metadata']): Entity['metadata'] {
  return {
    ...metadata,
    annotations: { ...metadata.annotations, [ANNOTATION_MCP_SPEC]: 'assumed' },
  };
}
