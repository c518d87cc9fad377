/** A server that says again what it hears. */
export const ECHO = `
process.stdin.on('data', data => process.stdout.write('echo ' + data));
process.stdin.on('end', () => process.exit(0));`;

/** A server that says something when it is asked, and ends. */
export const answer = (expression: string) =>
  `process.stdin.once('data', async () => {
    process.stdout.write(JSON.stringify(${expression}), () => process.exit(0));
  });`;

/** Where {@link LISTENER} listens. */
export const HTTP = { port: 8080, path: '/mcp' };

/** A server that speaks HTTP: it tells its environment, which process it is, and ends when it is told to. */
export const LISTENER = `
import { createServer } from 'node:http';
const me = Math.random();
createServer((request, response) => {
  if (request.url === '/crash') process.exit(3);
  response.end(JSON.stringify({ me, url: request.url, key: process.env.KEY }));
}).listen(8080, () => console.log('it listens'));`;
