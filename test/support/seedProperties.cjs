// The cases of all property tests are drawn from one seed, so that a run of the whole check fails on what was changed and on nothing
// else. Others are drawn by `npm run fuzz:properties`, which gives a new seed in each round.
const fc = require('fast-check');

const seed = Number(process.env.SALLYPORT_PROPERTY_SEED ?? 20261129);
if (!Number.isInteger(seed)) {
  throw new Error('SALLYPORT_PROPERTY_SEED must be a whole number');
}
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
