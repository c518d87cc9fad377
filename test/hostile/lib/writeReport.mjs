const AREAS = {
  files: 'Files',
  processes: 'Processes and privileges',
  network: 'Network',
  egress: 'Through the egress',
  kernel: 'The kernel',
};

const row = cells => `| ${cells.join(' | ')} |`;
const table = (head, rows) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const escape = text =>
  text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();

/** The result of several runs as a page. */
export function writeReport(runs, about) {
  const [first] = runs;
  const names = runs.map(({ name }) => name);
  const find = (list, name) => list.find(one => one.name === name);
  const attempt = (run, one) => {
    const found = run.results.find(
      ({ area, name }) => area === one.area && name === one.name,
    );
    if (!found) return 'not tried';
    return `${found.isHeld ? '' : '**OPEN** '}${
      found.outcome === 'done' ? 'works' : escape(found.detail)
    }`;
  };
  const bomb = (run, name) => {
    const { isHeld, isNeighbourFine, detail, ms, overMs } = find(
      run.bombs,
      name,
    );
    const seconds = value => `${(value / 1000).toFixed(1)} s`;
    const time = [
      ms === undefined ? '' : `, ${seconds(ms)}`,
      overMs > 0 ? ` (${seconds(overMs)} over)` : '',
    ].join('');
    return `${isHeld ? '' : '**OPEN** '}${escape(detail)}${time}${
      isNeighbourFine ? '' : ', **neighbour silent**'
    }`;
  };
  const cost = (run, name) => {
    const { peak, neighbour } = find(run.bombs, name);
    return `${peak.memoryMiB} MiB, ${peak.pids}, ${
      peak.diskMiB
    } MiB, ${Math.round(neighbour.slowestMs)} ms`;
  };
  const count = run => {
    const attempts = run.results.filter(({ expect }) => expect === 'refused');
    const held = attempts.filter(({ isHeld }) => isHeld).length;
    const bombs = run.bombs.filter(
      ({ isHeld, isNeighbourFine }) => isHeld && isNeighbourFine,
    ).length;
    return [
      run.name,
      `\`${run.tier}\``,
      `${held} of ${attempts.length}`,
      `${bombs} of ${run.bombs.length}`,
      `${run.controls.tried - run.controls.failed.length} of ${
        run.controls.tried
      }`,
      Object.entries(run.bounds)
        .map(([name, kept]) => `${name} ${kept}`)
        .join(', '),
    ];
  };
  const sections = Object.entries(AREAS).map(([area, title]) => {
    const rows = first.results.filter(one => one.area === area);
    return `### ${title}\n\n${table(
      ['the server', ...names],
      rows.map(one => [
        escape(one.name),
        ...runs.map(run => attempt(run, one)),
      ]),
    )}`;
  });
  const bombs = first.bombs.map(({ name }) => name);
  const isHeld = runs.every(
    run =>
      run.controls.failed.length === 0 &&
      run.results.every(one => one.isHeld) &&
      run.bombs.every(one => one.isHeld && one.isNeighbourFine) &&
      run.touched.connections + run.touched.datagrams === 0 &&
      run.visibleSecrets.length +
        run.left.processes.length +
        run.left.records.length ===
        0,
  );
  const text = `# What a hostile server can do in a sandbox

${about.date}; ${about.machine}; ${about.bwrap}, Node ${
    about.node
  }. One program of ours (\`test/hostile/program\`) is started by the driver
\`sandbox\` and tries everything below. Each cell is what it got: the error, or \`works\` for what its profile allows. How it is done:
[test/hostile](../../test/hostile/README.md).

\`\`\`sh
npm run hostile
\`\`\`

${table(
  [
    'as',
    'tier',
    'attacks held',
    'bombs held',
    'controls that work outside',
    'bounds',
  ],
  runs.map(count),
)}

Controls: the harmless attempts are made by the same program outside of any sandbox too, as the user that servers run as, and have to work
there; otherwise "refused" would prove nothing. No connection and no datagram reached the machine, no secret was on a command line, no
process and no record was left: ${
    isHeld ? 'in every run' : '**not in every run**'
  }.

## Attempts

${sections.join('\n\n')}

## Bombs

The bounds here: 192 MiB of memory, 32 processes, 1 core, files of 96 MiB, 16 MiB of \`/tmp\`, 64 MiB of disk (16 MiB for the empty files). Times of those that are
ended for a bound run from the beginning of the bomb, \`over\` from when it was seen to be over the bound, which may be 3 s at most. Those of the others are how
long stopping took, with a grace of 1 s. Cores are a bound on average: where they are watched, 15 seconds of processor time in 10 s end the server.

${table(
  ['the server', ...names],
  bombs.map(name => [escape(name), ...runs.map(run => bomb(run, name))]),
)}

What they cost meanwhile: most memory, most processes, most bytes on disk, slowest answer of a neighbour that was asked all the time. More than the bound is
what was taken between two looks of the watchdog.

${table(
  ['the server', ...names],
  bombs.map(name => [escape(name), ...runs.map(run => cost(run, name))]),
)}

## What is not covered

- The tier \`rlimits\`: between two looks a server can take more memory than its bound, each process up to the larger of the bound and 1 GiB (Node reserves that much).
  Memory in sockets that nobody reads is counted by control groups alone.
- Disk is watched in every tier, and only sizes of single files are the kernel's to keep. A file system of its own with a quota is the hard way.
- An attempt to reach an address without a route is refused by the kernel, which tells nobody. Attempts that go through the egress are in the log.
- Bugs of the kernel: every sandbox shares it with the machine; with gVisor a server has to get past that first.
- \`root, gVisor\`: calls reach gVisor's own kernel, so that only gVisor itself, with a wider filter than servers have, meets the machine's. \`/dev\` is memory of its own, counted as such.
  It does not count the processes of its server, and the bound of the sandbox is for both: whoever forks without end uses up what gVisor needs for itself, gets no refusal and
  takes gVisor along, which ends with all it runs. Such an end is held, and its row says so. Its memory is a file that no list of processes shows: without control groups the driver does not run with it.
- macOS has a driver that no test covers ([docs](../sandbox.md#macos)); Windows has none.
`;
  return { text, isHeld };
}
