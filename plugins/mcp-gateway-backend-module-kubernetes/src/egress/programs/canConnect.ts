import { connect } from 'node:net';

/** Whether somebody answers there in time. */
export function canConnect(
  target: { host: string; port: number },
  timeoutMs = 3_000,
): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ ...target, timeout: timeoutMs });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('timeout', () => settle(false));
    socket.once('error', () => settle(false));
  });
}
