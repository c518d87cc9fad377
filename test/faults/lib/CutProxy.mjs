// The way from gateways to an engine's socket, which can be cut at any moment.
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';

export class CutProxy {
  static async create({ socketPath, target }) {
    const proxy = new CutProxy(target);
    rmSync(socketPath, { force: true });
    proxy.#server.listen(socketPath);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  #target;
  #ways = new Set();
  #server = createServer({ allowHalfOpen: true }, inside => {
    const outside = connect({ path: this.#target, allowHalfOpen: true });
    const cut = () => {
      inside.destroy();
      outside.destroy();
    };
    this.#ways.add(cut);
    for (const end of [inside, outside]) {
      end.on('error', cut);
      end.on('close', () => {
        this.#ways.delete(cut);
        cut();
      });
    }
    inside.pipe(outside);
    outside.pipe(inside);
  });

  constructor(target) {
    this.#target = target;
  }

  /** Cuts all that goes through it, or one. @returns how many were cut. */
  cut(choose = ways => ways) {
    const chosen = choose([...this.#ways]);
    chosen.forEach(cut => cut());
    return chosen.length;
  }

  close() {
    this.#server.close();
    this.cut();
  }
}
