import {
  type AccessDocument,
  approvedPrint,
  findTool,
  SURFACE_FORMULA,
  type ToolApproval,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ComparedServer } from './types';

/**
 * What the live tools of a server are compared with. `undefined` where there is nothing to compare: nothing is approved,
 * its tools were never learnt, or their digests were made by a formula that this gateway does not know. The last must
 * not put everything that a company has into quarantine while one half of an upgrade is done.
 */
export function comparedServer(
  document: AccessDocument | undefined,
): ComparedServer | undefined {
  const { surface, tools } = document?.approvedRevision ?? {};
  return document && tools && surface?.formula === SURFACE_FORMULA
    ? { document, tools, settledAt: surface.settledAt }
    : undefined;
}

/** What is approved of one of its tools. */
export function approvalOf(
  { tools, settledAt }: Pick<ComparedServer, 'tools' | 'settledAt'>,
  name: string,
): ToolApproval {
  const approved = findTool(tools, name);
  return { settledAt, ...(approved && { approved: approvedPrint(approved) }) };
}
