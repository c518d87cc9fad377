import fc from 'fast-check';
import { aliasIn, nameAll } from './exposedTools';

const alias = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$/);
const tool = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_.-]{1,128}$/),
  fc.constantFrom('a.b', 'a-b', 'a_b', 'x'.repeat(64), 'x'.repeat(65)),
);
const tools = fc.uniqueArray(tool, { maxLength: 30 });

describe('nameAll', () => {
  it('gives every tool a name that clients allow, and each its own', () => {
    fc.assert(
      fc.property(alias, tools, (server, names) => {
        const { exposed, tools: back } = nameAll(server, names);
        expect([...exposed.keys()].sort()).toEqual([...names].sort());
        for (const [name, given] of exposed) {
          expect(given).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
          expect(back.get(given)).toBe(name);
          expect(aliasIn(given)).toBe(server);
        }
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('gives tools of two servers never the same name', () => {
    fc.assert(
      fc.property(alias, alias, tools, tools, (one, other, some, more) => {
        fc.pre(one !== other);
        const taken = nameAll(one, some).tools;
        for (const name of nameAll(other, more).tools.keys()) {
          expect(taken.has(name)).toBe(false);
        }
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('keeps names when other tools come and go', () => {
    fc.assert(
      fc.property(alias, tools, tools, (server, some, more) => {
        const before = nameAll(server, some).exposed;
        const after = nameAll(server, [...new Set([...some, ...more])]).exposed;
        for (const [name, given] of before) expect(after.get(name)).toBe(given);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('leaves a name to the tool whose own it is', () => {
    const [long] = [...nameAll('orders', ['x'.repeat(100)]).exposed.values()];
    const own = long.slice('orders_'.length);
    const { exposed } = nameAll('orders', ['x'.repeat(100), own]);
    expect(exposed.get(own)).toBe(long);
    expect(exposed.size).toBe(1);
  });
});
