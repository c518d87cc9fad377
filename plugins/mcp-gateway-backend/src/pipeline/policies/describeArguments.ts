import type { CedarValueJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyArguments } from '@sallyport/backstage-plugin-mcp-gateway-common';

/**
 * Arguments in ToolHive's words: `arg_<name>` for text, truth and whole numbers; of everything else only that it is
 * there (`arg_<name>_present`). An argument never becomes anything but a plain value.
 */
export function describeArguments(
  args: PolicyArguments,
): Record<string, CedarValueJson> {
  if (args === 'unknown') return {};
  const entries = Object.entries(args);
  const plain = entries.filter(([, value]) => isPlain(value));
  const others = entries.filter(([, value]) => !isPlain(value));
  return Object.fromEntries([
    ...plain.map(([name, value]) => [`arg_${name}`, value] as const),
    // Last: no argument of that name may say otherwise.
    ...others.map(([name]) => [`arg_${name}_present`, true] as const),
  ]) as Record<string, CedarValueJson>;
}

function isPlain(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    Number.isSafeInteger(value)
  );
}
