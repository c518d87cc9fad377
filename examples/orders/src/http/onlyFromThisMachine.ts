import type { RequestHandler } from 'express';

/**
 * Refuses what does not come from this machine. The server asks nobody who they are: the gateway in front of it does, so nothing
 * but the gateway may reach it. Elsewhere than on one machine, use mutual TLS or a credential for that.
 */
export const onlyFromThisMachine: RequestHandler = (req, res, next) => {
  if (isLoopback(req.socket.remoteAddress)) {
    next();
    return;
  }
  res.status(403).json({
    error: {
      code: 'not-from-here',
      message: 'Only the gateway on this machine may call this server',
    },
  });
};

/** Whether an address of a socket is this machine's own. */
export function isLoopback(address: string | undefined): boolean {
  if (!address) {
    return false;
  }
  const plain = address.replace(/^::ffff:/, '');
  return plain === '::1' || /^127\.\d+\.\d+\.\d+$/.test(plain);
}
