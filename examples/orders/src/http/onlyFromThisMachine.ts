import type { RequestHandler } from 'express';

/**
 * Refuses what does not come from this machine: everything of the example runs on it. That the gateway alone gets in is for its
 * signed word to show; this is one more wall.
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
