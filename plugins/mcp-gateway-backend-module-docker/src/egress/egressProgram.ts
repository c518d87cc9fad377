/**
 * What runs beside a server, in the same network and nothing else of it. It listens where it is told and carries bytes to the
 * gateway's sockets, which decide. A connection that the gateway ends before its first byte was refused: the server sees it reset.
 * It ends when its input does, which is when the gateway has gone.
 */
export const EGRESS_PROGRAM = `
const { connect, createServer } = require('node:net');
const wanted = JSON.parse(process.argv[1]);
let left = wanted.length;
const fail = error => { process.stderr.write(error.message); process.exit(1); };
wanted.forEach(({ address, port, socket }) => {
  const server = createServer({ allowHalfOpen: true }, inside => {
    const outside = connect({ path: socket, allowHalfOpen: true });
    let carried = 0;
    outside.on('data', chunk => { carried += chunk.length; });
    const end = () => { outside.destroy(); inside.destroy(); };
    outside.on('error', end);
    inside.on('error', end);
    inside.on('close', () => outside.destroy());
    outside.on('end', () => { if (carried === 0) inside.resetAndDestroy(); });
    outside.pipe(inside);
    inside.pipe(outside);
  });
  server.on('error', fail);
  server.listen({ host: address, port, exclusive: true }, () => {
    if (--left === 0) process.stdout.write('ready');
  });
});
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
process.stdin.resume();
process.on('SIGTERM', () => process.exit(0));
`;
