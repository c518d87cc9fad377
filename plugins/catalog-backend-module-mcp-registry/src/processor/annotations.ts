/** Set to `assumed` by the processor where an entity came without `spec.mcp`. */
export const ANNOTATION_MCP_SPEC = 'sallyport.dev/mcp-spec';
