// Says what its definition gave it, when it is asked: under every driver the same (definition.json).
import { readFileSync, writeFileSync } from 'node:fs';

const WORDS = 'API_KEY HOME KEY_FILE LANG LOG_LEVEL TMPDIR TZ'.split(' ');
const tried = path => {
  try {
    writeFileSync(path, '');
    return 'written';
  } catch ({ code }) {
    return code;
  }
};
process.stdin.once('data', () => {
  const names = readFileSync('/etc/hosts', 'utf8').match(/\S+\.test\b/g) ?? [];
  const seen = {
    args: process.argv.slice(-2),
    env: Object.fromEntries(WORDS.map(name => [name, process.env[name]])),
    key: readFileSync(process.env.KEY_FILE, 'utf8'),
    knows: [...new Set(names)],
    writes: Object.fromEntries(
      ['/tmp/x', '/mnt/notes/x'].map(path => [path, tried(path)]),
    ),
  };
  process.stdout.write(JSON.stringify(seen), () => process.exit(0));
});
