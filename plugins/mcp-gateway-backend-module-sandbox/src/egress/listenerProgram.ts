/**
 * What runs for a moment in a sandbox's network, and nowhere else of it: it listens where it is told, hands the listeners
 * to the gateway by their descriptors, and ends. From then on only the gateway accepts.
 */
export const LISTENER_PROGRAM = `
const { createServer } = require('node:net');
const wanted = JSON.parse(process.argv[1]);
let left = wanted.length;
const fail = error => { process.stderr.write(error.message); process.exit(1); };
wanted.forEach(({ address, port }, index) => {
  const server = createServer();
  let tries = 100;
  const listen = () => server.listen({ host: address, port, exclusive: true });
  server.on('error', error => {
    // The loopback device of a network that was just made is not up at once.
    if (error.code === 'EADDRNOTAVAIL' && tries-- > 0) setTimeout(listen, 10);
    else fail(error);
  });
  server.on('listening', () => {
    process.send({ index }, server, error => {
      if (error) fail(error);
      server.close();
      if (--left === 0) process.disconnect();
    });
  });
  listen();
});
`;
