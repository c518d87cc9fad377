/**
 * Lets so many calls run at a time; the others wait in line. The system's resolver has a handful of threads for the whole
 * process: one server that asks for names nobody answers for must not hold them all.
 *
 * @public
 */
export function atMost<A extends unknown[], R>(
  most: number,
  work: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (...args) => {
    if (running >= most) {
      await new Promise<void>(resolve => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await work(...args);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
