// The fixture as a package of npm in a registry of its own, and gateways that run it.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNpmRegistry } from '../../../plugins/mcp-gateway-backend-module-sandbox/src/__testUtils__/startNpmRegistry.ts';
import { packFixture } from '../../conformance/lib/packFixture.mjs';
import { EngineFixture } from './EngineFixture.mjs';
import { hostedConformance } from './hostedConformance.mjs';

export class AlikeStage {
  static async create() {
    const registry = await startNpmRegistry();
    registry.publish(await packFixture());
    return new AlikeStage(registry);
  }

  #registry;
  /** The user that servers run as passes through it. */
  folder = mkdtempSync(join(tmpdir(), 'sallyport-alike-'));

  constructor(registry) {
    this.#registry = registry;
    chmodSync(this.folder, 0o755);
  }

  engine(kind) {
    return EngineFixture.create(kind, { npm: true });
  }

  inSandbox(revisions) {
    return hostedConformance({
      revisions,
      runtimes: {
        driver: 'sandbox',
        sandbox: {
          directory: join(this.folder, 'sandbox'),
          packages: { npmRegistry: this.#registry.url },
        },
      },
    });
  }

  /** `pinned`: what was found in the sandbox is what is approved. */
  inEngine(fixture, { pinned, revisions }) {
    return hostedConformance({
      revisions,
      runtimes: fixture.configuration({ npmRegistry: this.#registry.url }),
      integrity: pinned,
    });
  }

  close() {
    this.#registry.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
