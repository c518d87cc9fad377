// Bombs, each in a sandbox of its own beside a neighbour that has to go on answering.
import { setTimeout as wait } from 'node:timers/promises';
import { LIMITS } from './settings.mjs';

const MIB = 1024 * 1024;
/** How long a bomb may go on before it counts as not held. */
const PATIENCE_MS = 60_000;
/**
 * How long is looked how many cores it gets. Where that is watched, ten seconds are looked back at: whoever had more than allowed in
 * them is ended within the time that any watched bound has.
 */
const BURN_MS = { hard: 3_000, watched: 13_000 };
/** Processes and threads that gVisor may have for itself. */
const OF_GVISOR = 96;
/** What it ends with when it cannot go on. */
const GAVE_UP = 2;
const NO_MORE = 'gVisor itself got no more processes';
/** So long may pass between going over a watched bound and the end. */
const WATCHED_MS = 3_000;

/**
 * What each bomb does, and what has to become of it: `killed` names the bound it is ended for; `held` is looked at in its
 * answer; `stops` says that it is ended like any other.
 */
export const BOMBS = [
  {
    name: 'forks until it may not',
    probe: 'forkBomb',
    mayEnd: true,
    held: ({ outcome, detail }) =>
      outcome === 'refused' && parseInt(detail, 10) <= LIMITS.pids,
  },
  {
    name: 'forks all the time',
    probe: 'forkStorm',
    stops: true,
    most: ({ pids }) => pids <= LIMITS.pids,
  },
  {
    name: 'takes memory',
    probe: 'memoryBomb',
    args: { megabytes: 900 },
    killed: 'memory',
    orEndsBy: 'SIGABRT',
  },
  {
    name: 'takes memory by many processes',
    probe: 'memoryBombOfMany',
    mayEnd: true,
    args: { processes: 6, megabytes: 80 },
    killed: 'memory',
  },
  {
    name: 'fills /tmp',
    probe: 'fillFile',
    args: { path: '/tmp/fill', megabytes: 80 },
    held: ({ outcome, detail }) =>
      outcome === 'refused' && ['ENOSPC', 'EFBIG'].includes(detail),
  },
  {
    name: 'fills shared memory',
    probe: 'fillFile',
    args: { path: '/dev/shm/fill', megabytes: 80 },
    held: ({ outcome, detail }) => outcome === 'refused' && detail === 'ENOSPC',
  },
  {
    name: 'writes one large file',
    probe: 'fillFile',
    args: { path: '/data/fill', megabytes: 400 },
    // By the bound of a file, or by that of all of them, whichever is noticed first.
    held: ({ outcome, detail }) =>
      (outcome === 'refused' && detail === 'EFBIG') ||
      (outcome === 'ended' && ['disk', 'SIGXFSZ'].includes(detail)),
  },
  {
    name: 'writes many files',
    probe: 'fillFolder',
    args: { folder: '/data', megabytes: 400 },
    killed: 'disk',
  },
  {
    name: 'writes files that are in no folder',
    probe: 'fillUnlinked',
    args: { folder: '/data', megabytes: 150 },
    killed: 'disk',
    lingers: true,
  },
  {
    name: 'makes very many empty files',
    probe: 'fillNames',
    args: { folder: '/data', count: 60_000 },
    limits: { diskBytes: 16 * MIB },
    killed: 'disk',
    lingers: true,
  },
  {
    // Cores are kept on average: over a few seconds by the kernel, over ten where they are watched.
    name: 'burns processor time',
    probe: 'burn',
    args: { seconds: 40, threads: 4 },
    burns: true,
  },
  {
    name: 'opens very many files',
    probe: 'openMany',
    args: { count: 5000 },
    held: ({ outcome, detail }) => outcome === 'refused' && detail === 'EMFILE',
  },
  {
    name: 'ignores SIGTERM and the end of its input',
    probe: 'ignoreTerm',
    stops: true,
  },
  {
    name: 'writes to its output without end',
    probe: 'flood',
    args: { to: 'stdout', megabytes: 100_000 },
    stops: true,
    flood: true,
  },
  {
    name: 'writes to its log without end',
    probe: 'flood',
    args: { to: 'stderr', megabytes: 100_000 },
    stops: true,
    flood: true,
  },
  {
    name: 'leaves a process that goes on without it',
    probe: 'doubleFork',
    stops: true,
    leaves: true,
  },
];

/** More than a bound that is watched. What the kernel keeps is never over. */
const isOverBound = ({ memoryBytes, diskBytes }, limits) =>
  memoryBytes > limits.memoryBytes || diskBytes > limits.diskBytes;

/**
 * Sets off one bomb.
 *
 * @returns what became of it: whether it was held, and what it cost meanwhile.
 */
export async function setOff(
  bomb,
  { start, neighbour, findProcesses, diskUse, isCpuHard, isGvisor },
) {
  const victim = await start({
    readsNothing: bomb.flood,
    limits: bomb.limits,
  });
  const word = `bomb-${Math.random().toString(36).slice(2)}`;
  const began = performance.now();
  const peak = { memoryBytes: 0, pids: 0, diskBytes: 0 };
  let overSince;
  let isOver = false;
  const limits = { ...LIMITS, ...bomb.limits };
  const watching = (async () => {
    while (!isOver) {
      const usage = await victim.process.usage().catch(() => undefined);
      for (const key of Object.keys(usage ? peak : {}))
        peak[key] = Math.max(peak[key], usage[key]);
      if (usage && isOverBound(usage, limits)) overSince ??= performance.now();
      await wait(100);
    }
  })();
  const asked = { count: 0, answered: 0, slowestMs: 0 };
  const asking = (async () => {
    while (!isOver) {
      const at = performance.now();
      asked.count++;
      const { outcome } = await neighbour.attempt('echo', { text: 'x' });
      if (outcome === 'done') asked.answered++;
      asked.slowestMs = Math.max(asked.slowestMs, performance.now() - at);
      await wait(100);
    }
  })();
  const result = { name: bomb.name, isHeld: false, detail: '' };
  // Nobody was refused and nobody ended it for a bound: it counts as held, and the report has to say as what.
  const ofGvisor = code =>
    isGvisor && bomb.mayEnd && code === GAVE_UP ? ` (${NO_MORE})` : '';
  const attempt = victim.server.attempt(
    bomb.probe,
    { ...bomb.args, word },
    PATIENCE_MS,
  );
  if (bomb.killed) {
    const exit = await Promise.race([victim.process.exited, wait(PATIENCE_MS)]);
    // A bound of the one process may have been there first: V8 gives up when it gets no more memory.
    result.isHeld =
      exit?.killedFor === bomb.killed ||
      exit?.signal === bomb.orEndsBy ||
      (isGvisor && bomb.mayEnd && exit?.code === GAVE_UP);
    result.detail = exit
      ? `ended for ${exit.killedFor ?? exit.signal ?? exit.code}${ofGvisor(
          exit.code,
        )}`
      : `goes on (${JSON.stringify(await Promise.race([attempt, wait(10)]))})`;
    const now = performance.now();
    result.ms = now - began;
    result.overMs = overSince === undefined ? 0 : now - overSince;
    result.isHeld &&= result.overMs <= WATCHED_MS;
  } else if (bomb.burns) {
    const before = await victim.process.usage();
    const exit = await Promise.race([
      victim.process.exited,
      wait(isCpuHard ? BURN_MS.hard : BURN_MS.watched),
    ]);
    result.ms = performance.now() - began;
    if (exit) {
      result.isHeld = exit.killedFor === 'cpu';
      result.detail = `ended for ${exit.killedFor}`;
    } else {
      const { cpuSeconds } = await victim.process.usage();
      const cores = ((cpuSeconds - before.cpuSeconds) * 1000) / result.ms;
      // A busy machine gives it less than its bound, and then nothing has to be held.
      result.isHeld = cores <= LIMITS.cpu * (isCpuHard ? 1.15 : 1.5);
      result.detail = `held at ${cores.toFixed(1)} cores`;
    }
  } else if (bomb.stops) {
    await wait(700);
    const at = performance.now();
    await victim.process.stop({ graceMs: 1000 });
    const left = findProcesses(word);
    const most = isGvisor
      ? { ...peak, pids: (peak.pids - OF_GVISOR) / 2 }
      : peak;
    result.isHeld = left.length === 0 && (bomb.most?.(most) ?? true);
    result.detail =
      left.length === 0
        ? 'stopped, nothing left'
        : `processes ${left.join(' ')} are left`;
    result.ms = performance.now() - at;
  } else {
    const answer = await attempt;
    // gVisor gives up with all it runs when the machine gives it no more processes.
    result.isHeld =
      bomb.held(answer) ||
      (isGvisor && bomb.mayEnd && answer.outcome === 'ended');
    const isOfGvisor = isGvisor && answer.outcome === 'ended';
    result.detail = `${answer.outcome}: ${answer.detail}${
      isOfGvisor ? ofGvisor(Number(answer.detail)) : ''
    }`;
  }
  isOver = true;
  await Promise.all([watching, asking]);
  await victim.process.stop({ graceMs: 0 });
  return {
    ...result,
    neighbour: asked,
    isNeighbourFine: asked.count > 0 && asked.answered === asked.count,
    peak: {
      memoryMiB: Math.round(peak.memoryBytes / MIB),
      pids: peak.pids,
      // A look stops where it is too much: what was really written is counted when it is over.
      diskMiB: Math.round(Math.max(peak.diskBytes, diskUse()) / MIB),
    },
  };
}
