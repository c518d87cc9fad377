import type { Response } from 'express';

/** A refusal as MCP clients read it. */
export function refuse(
  res: Response,
  status: number,
  code: number,
  message: string,
): void {
  res
    .status(status)
    .json({ jsonrpc: '2.0', id: null, error: { code, message } });
}
