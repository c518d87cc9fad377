/** What the example orders are made of. */
export const PRODUCTS = [
  { sku: 'LMP-01', product: 'Desk lamp', priceCents: 4900 },
  { sku: 'LMP-02', product: 'Floor lamp', priceCents: 12900 },
  { sku: 'CHR-01', product: 'Office chair', priceCents: 24900 },
  { sku: 'CHR-02', product: 'Folding chair', priceCents: 3900 },
  { sku: 'DSK-01', product: 'Standing desk', priceCents: 54900 },
  { sku: 'DSK-02', product: 'Writing desk', priceCents: 27900 },
  { sku: 'SHL-01', product: 'Wall shelf', priceCents: 5900 },
  { sku: 'SHL-02', product: 'Bookcase', priceCents: 15900 },
  { sku: 'RUG-01', product: 'Wool rug', priceCents: 18900 },
  { sku: 'PLT-01', product: 'Plant pot', priceCents: 1900 },
  { sku: 'CLK-01', product: 'Wall clock', priceCents: 3400 },
  { sku: 'BLN-01', product: 'Roller blind', priceCents: 6400 },
] as const;

export const FIRST_NAMES = [
  'Ada',
  'Bruno',
  'Chiara',
  'Dmitri',
  'Elif',
  'Farid',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Kaja',
  'Liam',
] as const;

export const LAST_NAMES = [
  'Andersen',
  'Bianchi',
  'Costa',
  'Dubois',
  'Eriksson',
] as const;

export const REGIONS = ['north', 'south', 'east', 'west'] as const;

/**
 * Who looks after the customers of which regions, by entity ref. Alice's team builds the shop of the north, Dave reports on two
 * regions, Erin is on call for the east; Bob runs the system and Carol audits it. Whoever is not here sees nothing.
 */
export const TERRITORIES: Record<string, readonly string[]> = {
  'user:default/alice': ['north'],
  'user:default/dave': ['south', 'west'],
  'user:default/erin': ['east'],
  'user:default/bob': REGIONS,
  'user:default/carol': REGIONS,
};

export const REFUND_REASONS = [
  'arrived damaged',
  'wrong item sent',
  'customer changed their mind',
  'late delivery',
] as const;
