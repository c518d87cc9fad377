import { describeApiError } from '../cluster/apiError';
import {
  PASS_ENTRY,
  type RuntimeOwner,
  secretObject,
} from '../manifests/runtimeSecrets';
import type { RuntimeStart } from './RuntimeStart';

/** A pass is good for so long, and is renewed at half of it: a gateway that is gone lets nothing through for longer. */
const PASS_SECONDS = 3600;

/** A runtime's values, and its pass, which is renewed. @returns ends the renewal. */
export async function giveSecret(
  start: RuntimeStart,
  owner: RuntimeOwner,
): Promise<() => void> {
  const { client, compiled, pass, onNotice } = start;
  const { name, namespace, labels } = compiled.pod.metadata!;
  const hasValues = Object.keys(compiled.secretData).length > 0;
  if (!compiled.needsPass && !hasValues) return () => {};
  const apply = async () => {
    await client.apply(
      secretObject({
        name: name!,
        namespace: namespace!,
        labels: labels!,
        owner,
        data: {
          ...compiled.secretData,
          ...(compiled.needsPass && { [PASS_ENTRY]: await pass(PASS_SECONDS) }),
        },
      }),
    );
  };
  await apply();
  if (!compiled.needsPass) return () => {};
  const timer = setInterval(() => {
    apply().catch(error =>
      onNotice(
        `Its pass for the egress proxy could not be renewed: ${describeApiError(
          error,
        )}`,
      ),
    );
  }, (PASS_SECONDS / 2) * 1000);
  timer.unref();
  return () => clearInterval(timer);
}
