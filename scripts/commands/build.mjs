// `node scripts/sallyport.mjs build`
import { buildApp } from '../lib/build.mjs';
import { install } from '../lib/toolchain.mjs';

export async function build() {
  await install();
  await buildApp();
  return 0;
}
