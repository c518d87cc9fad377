// How attempts of the hostile program are written down. `expect: 'refused'` is an attack; `expect: 'done'` is something that
// the profile allows, without which "refused" would prove nothing. `control`: harmless enough to be tried outside of any
// sandbox too, where it has to work: an attempt that never works proves nothing either.
export const attack = (area, name, probe, args, more) => ({
  area,
  name,
  probe,
  args,
  expect: 'refused',
  ...more,
});
export const allowed = (area, name, probe, args, more) => ({
  ...attack(area, name, probe, args, more),
  expect: 'done',
});
export const control = { control: true };
export const call = (name, ...args) =>
  attack('kernel', `system call ${name}`, 'systemCall', { name, args });
export const socket = (what, ...args) => ({
  ...call('socket', ...args),
  area: 'network',
  name: `a socket of ${what}`,
});
