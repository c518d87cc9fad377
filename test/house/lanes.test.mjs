import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inLanes } from '../../scripts/lib/test/inLanes.mjs';

/** Runs suites that end when they are told to; `going` is what runs now. */
function stage(suites, isOver) {
  const going = new Map();
  const begun = [];
  const all = inLanes(
    suites,
    ({ name }) => {
      begun.push(name);
      return new Promise((resolve, reject) => {
        going.set(name, {
          end: () => resolve([name]),
          fail: () => reject(new Error(name)),
        });
      });
    },
    isOver,
  );
  const turn = () => new Promise(setImmediate);
  return {
    all,
    begun,
    async now() {
      await turn();
      return [...going.keys()].sort().join(' ');
    },
    end(name) {
      going.get(name).end();
      going.delete(name);
    },
    fail(name) {
      going.get(name).fail();
      going.delete(name);
    },
  };
}

test('there are two lanes, each in its order', async () => {
  const { all, now, end } = stage([
    { name: 'a', beside: true },
    { name: 'b' },
    { name: 'c' },
    { name: 'd', beside: true },
    { name: 'e' },
  ]);
  assert.equal(await now(), 'a b');
  end('b');
  assert.equal(await now(), 'a c');
  end('c');
  assert.equal(await now(), 'a e');
  end('a');
  assert.equal(await now(), 'd e');
  end('e');
  assert.equal(await now(), 'd');
  end('d');
  assert.deepEqual(await all, ['a', 'b', 'c', 'd', 'e']);
});

test('a suite that has to be alone is', async () => {
  const { all, now, end } = stage([
    { name: 'a', beside: true },
    { name: 'b', alone: true },
    { name: 'c' },
  ]);
  assert.equal(await now(), 'a');
  end('a');
  assert.equal(await now(), 'b');
  end('b');
  assert.equal(await now(), 'c');
  end('c');
  assert.deepEqual(await all, ['a', 'b', 'c']);
});

test('what is thrown in either lane is thrown', async () => {
  const suites = [{ name: 'a', beside: true }, { name: 'b' }];
  const first = stage(suites);
  await first.now();
  first.fail('a');
  await first.now();
  first.end('b');
  await assert.rejects(first.all, /^Error: a$/);
  const second = stage(suites);
  await second.now();
  second.fail('b');
  await assert.rejects(second.all, /^Error: b$/);
  second.end('a');
});

test('nothing more begins when it is over', async () => {
  let isOver = false;
  const { all, begun, now, end } = stage(
    [{ name: 'a', beside: true }, { name: 'b' }, { name: 'c' }],
    () => isOver,
  );
  assert.equal(await now(), 'a b');
  isOver = true;
  end('b');
  assert.equal(await now(), 'a');
  end('a');
  assert.deepEqual(await all, ['a', 'b']);
  assert.deepEqual(begun.sort(), ['a', 'b']);
});
