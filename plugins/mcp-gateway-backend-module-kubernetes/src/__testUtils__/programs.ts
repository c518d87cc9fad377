/** A server that says again what it hears. */
export const ECHO = `
process.stdin.on('data', data => process.stdout.write('echo ' + data));
process.stdin.on('end', () => process.exit(0));`;

/** A server that says something when it is asked, and ends. */
export const answer = (expression: string) =>
  `process.stdin.once('data', async () => {
    process.stdout.write(JSON.stringify(${expression}), () => process.exit(0));
  });`;
