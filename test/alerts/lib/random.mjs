// A seeded source of chance: the same seed gives the same month on every machine.
/** @param {number} seed */
export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const int = (from, to) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    normal,
    chance: share => next() < share,
    pick: list => list[Math.floor(next() * list.length)],
    /** Around a middle, never below zero, now and then much more. */
    about: (middle, spread) => middle * Math.exp(normal() * spread),
    some(list, count) {
      const left = [...list];
      const taken = [];
      while (taken.length < count && left.length > 0)
        taken.push(...left.splice(Math.floor(next() * left.length), 1));
      return taken;
    },
    /** How many of what happens so often on average. */
    poisson(mean) {
      if (mean > 40)
        return Math.max(0, Math.round(mean + normal() * Math.sqrt(mean)));
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = next(); product > limit; product *= next()) count += 1;
      return count;
    },
  };
}
