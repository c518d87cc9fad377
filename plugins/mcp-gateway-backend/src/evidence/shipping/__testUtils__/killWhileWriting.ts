import { spawn } from 'child_process';
import { once } from 'events';
import { createInterface } from 'readline';

/** Lets a process record calls, kills it when it has said so of so many, and gives back the ids of all that it said to be recorded. */
export async function killWhileWriting(options: {
  spools: string;
  installation: string;
  writer: string;
  after: number;
}): Promise<string[]> {
  const { spools, installation, writer, after } = options;
  const child = spawn(
    process.execPath,
    [
      '--no-node-snapshot',
      ...[
        '--require',
        require.resolve('@backstage/cli-node/config/nodeTransform.cjs'),
      ],
      require.resolve('./writeUntilKilled'),
      ...[spools, installation, writer],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const recorded: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const read = once(lines, 'close');
  lines.on('line', line => {
    recorded.push(line);
    if (recorded.length === after) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'exit');
  await read;
  if (signal !== 'SIGKILL') throw new Error('The writer ended by itself');
  return recorded;
}
