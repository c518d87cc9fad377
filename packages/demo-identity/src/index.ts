import { isError } from '@backstage/errors';
import { readSettings } from './readSettings';
import { startDemoIdentity } from './startDemoIdentity';

const say = (text: string) => process.stdout.write(`${text}\n`);

async function main() {
  const settings = readSettings(process.env);
  const identity = await startDemoIdentity(settings);
  say(`Demo identity provider ${settings.issuer} on port ${identity.port}`);
  const stop = () => {
    identity.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch(error => {
  process.stderr.write(`${isError(error) ? error.message : String(error)}\n`);
  process.exit(1);
});
