/** Letters that are taken for others in names; what UTS #39 has beyond them, package registries do not let in. */
const TAKEN_FOR: readonly [RegExp, string][] = [
  [/[0оοօ]/g, 'o'],
  [/[1іıӏι|]/g, 'l'],
  [/i/g, 'l'],
  [/[3еε]/g, 'e'],
  [/[4аα]/g, 'a'],
  [/[5ѕ$]/g, 's'],
  [/[сϲ]/g, 'c'],
  [/[рρ]/g, 'p'],
  [/[хχ]/g, 'x'],
  [/[уү]/g, 'y'],
  [/rn/g, 'm'],
  [/vv/g, 'w'],
];

/** What a name looks like at a glance: two names with the same skeleton are taken for each other. */
export function skeleton(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[-_./@\s]/g, '');
  return TAKEN_FOR.reduce(
    (text, [letters, other]) => text.replace(letters, other),
    plain,
  );
}

/**
 * How many letters have to be added, taken away, replaced or swapped with their neighbour to make one text of another (optimal string
 * alignment). Texts are cut to 100 letters.
 */
export function editDistance(one: string, other: string): number {
  const [a, b] = [[...one.slice(0, 100)], [...other.slice(0, 100)]];
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + cost);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2];
      if (isSwap && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    before = last;
    last = row;
  }
  return last[b.length];
}
