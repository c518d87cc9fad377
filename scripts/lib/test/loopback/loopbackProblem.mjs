// Whether this machine can give a suite a network that has nothing but loopback.
import { spawnSync } from 'node:child_process';

const runs = (program, ...args) => spawnSync(program, args).status === 0;

/** Why suites cannot run with loopback alone, in a few words; undefined where they can. */
export function loopbackProblem() {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  if (process.getuid() !== 0) return 'this user is not root';
  if (!runs('ip', '-Version')) return 'no ip: apt-get install iproute2';
  if (!runs('nft', '--version')) return 'no nft: apt-get install nftables';
  return runs('unshare', '--net', '--mount', 'true')
    ? undefined
    : 'this machine makes no network namespaces';
}
