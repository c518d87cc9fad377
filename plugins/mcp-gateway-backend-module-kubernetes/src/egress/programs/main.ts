import { canConnect } from './canConnect';
import { readListeners, runBridge } from './bridge';
import { runProbe } from './probe';
import { runProxy } from './proxy';

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** The programs of our image, by the word that they are called with. */
async function main(name: string | undefined): Promise<number> {
  switch (name) {
    case 'proxy':
      await runProxy(process.env, say);
      return 0;
    case 'bridge':
      await runBridge(process.env, say);
      return 0;
    case 'ready': {
      const [{ address, port }] = readListeners(
        process.env.SALLYPORT_LISTENERS,
      );
      return (await canConnect({ host: address, port })) ? 0 : 1;
    }
    case 'probe':
      await runProbe(process.env, say);
      return 0;
    default:
      throw new Error('One of: proxy, bridge, ready, probe');
  }
}

main(process.argv[2]).then(
  code => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
