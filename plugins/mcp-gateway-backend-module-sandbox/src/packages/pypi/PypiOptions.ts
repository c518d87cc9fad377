import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

const AT = 'mcpGateway.runtimes.sandbox.packages.pypi';

/** How packages of Python come to this machine. */
export interface PypiOptions {
  /** Address of the index. Absent: uv's and pip's variables say it, else the public one. */
  readonly index?: string;
  /** Hosts beside the index's own that its files come from. */
  readonly fileHosts: readonly string[];
  /** The program. Absent: on the PATH. */
  readonly uv?: string;
  /** The program, below /usr. Absent: the system's. */
  readonly python?: string;
}

/** Reads `mcpGateway.runtimes.sandbox.packages.pypi`. @throws InputError where a setting makes no sense. */
export function readPypiOptions(config: Config): PypiOptions {
  const own = config.getOptionalConfig(AT);
  const [index, uv, python] = ['index', 'uv', 'python'].map(name =>
    own?.getOptionalString(name),
  );
  if (index && !/^https?:$/.test(URL.parse(index)?.protocol ?? '')) {
    throw new InputError(`${AT}.index is not an http(s) address`);
  }
  for (const [name, path] of Object.entries({ uv, python })) {
    if (path !== undefined && !path.startsWith('/')) {
      throw new InputError(`${AT}.${name} is not an absolute path`);
    }
  }
  const fileHosts = own?.getOptionalStringArray('fileHosts') ?? [];
  for (const host of fileHosts) {
    if (!/^[a-z0-9.-]+(?::\d{1,5})?$/i.test(host)) {
      throw new InputError(`${AT}.fileHosts: '${host}' is not a host`);
    }
  }
  return {
    fileHosts,
    ...(index && { index }),
    ...(uv && { uv }),
    ...(python && { python }),
  };
}
