/** Where a server runs, as its address says it. */
export type Whereabouts = 'this-machine' | 'inside' | 'outside';

const PRIVATE_V4 =
  /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;

/**
 * Whether a host lies outside of the company. Names count as inside only where the company says so, or where no name like it
 * can be outside. Pure: nothing is resolved, since a name that points inside today can point elsewhere tomorrow.
 *
 * @param companyDomains - `example.com` means that name and every name below it
 */
export function whereIs(
  host: string,
  companyDomains: readonly string[],
): Whereabouts {
  const name = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  if (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    /^127\.(?:\d+\.){2}\d+$/.test(name)
  ) {
    return 'this-machine';
  }
  if (/^(?:\d+\.){3}\d+$/.test(name)) {
    return PRIVATE_V4.test(name) ? 'inside' : 'outside';
  }
  if (name.includes(':')) {
    return /^f[cd]|^fe[89ab]/.test(name) ? 'inside' : 'outside';
  }
  const isCompany = companyDomains.some(domain => {
    const end = domain.toLowerCase().replace(/^\.|\.$/g, '');
    return end !== '' && (name === end || name.endsWith(`.${end}`));
  });
  return isCompany || !name.includes('.') ? 'inside' : 'outside';
}
