/** Numbers as people of a language write them. */
export interface Numbers {
  count(value: number): string;
  percent(share: number): string;
  ms(value: number | undefined): string;
  bytes(value: number): string;
  money(value: number | undefined, currency: string | undefined): string;
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** Writes numbers of usage in a language. */
export function numbersOf(language: string): Numbers {
  const format = (value: number, options?: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(language, options).format(value);
  return {
    count: value => format(Math.round(value)),
    percent: share =>
      format(share, { style: 'percent', maximumFractionDigits: 1 }),
    ms: value =>
      value === undefined
        ? '–'
        : format(value, { style: 'unit', unit: 'millisecond' }),
    bytes: value => {
      const power = Math.min(
        Math.floor(Math.log10(Math.max(value, 1)) / 3),
        BYTE_UNITS.length - 1,
      );
      return format(value / 1000 ** power, {
        ...{ style: 'unit', unit: BYTE_UNITS[power] },
        maximumFractionDigits: 1,
      });
    },
    money: (value, currency) =>
      value === undefined || currency === undefined
        ? '–'
        : format(value, {
            ...{ style: 'currency', currency },
            // Single calls cost fractions of a cent.
            maximumFractionDigits: value !== 0 && value < 1 ? 4 : 2,
          }),
  };
}
