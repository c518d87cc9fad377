import type { RuntimeExit } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { HeldRuntimes } from './HeldRuntimes';

describe('HeldRuntimes', () => {
  const runtime = { owner: 'me', runtimeId: 'r1' };

  it('hold a runtime from before its start until nothing is left', async () => {
    const held = HeldRuntimes.create();
    let end = (_: RuntimeExit) => {};
    const exited = new Promise<RuntimeExit>(resolve => {
      end = resolve;
    });
    const started = await held.hold(runtime, async () => {
      expect(held.has(runtime)).toBe(true);
      return { exited };
    });
    expect(held.has(runtime)).toBe(true);
    end({ code: 0, signal: null });
    await started.exited;
    await Promise.resolve();
    expect(held.has(runtime)).toBe(false);
  });

  it('let go of one that did not start, and know nothing of owners elsewhere', async () => {
    const held = HeldRuntimes.create();
    expect(held.has(runtime)).toBe(true);
    await expect(
      held.hold(runtime, () => Promise.reject(new Error('no'))),
    ).rejects.toThrow('no');
    expect(held.has(runtime)).toBe(false);
    expect(held.has({ ...runtime, owner: 'another' })).toBe(true);
  });
});
