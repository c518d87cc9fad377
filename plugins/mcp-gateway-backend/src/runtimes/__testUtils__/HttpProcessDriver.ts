import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import type { HostedHttp } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  RuntimeEndpoint,
  RuntimeExit,
  RuntimeService,
  RuntimeSpec,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { PlainProcessDriver } from './PlainProcessDriver';

interface Member {
  readonly child: ChildProcess;
  readonly endpoint: RuntimeEndpoint;
}

/** Runs servers that speak HTTP as two plain child processes, without any confinement, which nobody starts again. */
export class HttpProcessDriver extends PlainProcessDriver {
  readonly services: RuntimeService[] = [];

  async serve(
    spec: RuntimeSpec & { http: HostedHttp },
  ): Promise<RuntimeService> {
    this.started.push(spec);
    const log = new PassThrough();
    const members = await Promise.all(
      [0, 1].map(index => this.#startOne(spec, index, log)),
    );
    let isOver = () => {};
    const exited = new Promise<RuntimeExit>(resolve => {
      isOver = () =>
        resolve({ code: null, signal: null, killedFor: 'stopped' });
    });
    const service: RuntimeService = {
      runtimeId: spec.runtimeId,
      log,
      exited,
      endpoints: () =>
        members
          .filter(
            ({ child: { exitCode, signalCode } }) =>
              exitCode === null && signalCode === null,
          )
          .map(({ endpoint }) => endpoint),
      usage: async () => ({ memoryBytes: 2, cpuSeconds: 2 }),
      stop: async () => {
        await Promise.all(members.map(({ child }) => end(child)));
        log.end();
        isOver();
      },
    };
    this.services.push(service);
    return service;
  }

  async #startOne(
    {
      prepared,
      env,
      secrets,
      http,
      runtimeId,
    }: RuntimeSpec & { http: HostedHttp },
    index: number,
    log: PassThrough,
  ): Promise<Member> {
    const port = await freePort();
    const program = this.programs.get(prepared.package.identifier) ?? [];
    const child = spawn(process.execPath, [...program], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, ...env, ...secrets, PORT: `${port}` },
    });
    this.processes.push(child);
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    await once(child.stdout, 'data');
    const id = `${runtimeId.slice(0, 8)}-${index}`;
    return {
      child,
      endpoint: { id, url: `http://127.0.0.1:${port}${http.path}` },
    };
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
