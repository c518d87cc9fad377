/** Classifiers of Python packages that mean one licence of SPDX; others (“BSD License”) can be one of several. */
export const LICENCES_OF_CLASSIFIERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'MIT License': 'MIT',
    'MIT No Attribution License (MIT-0)': 'MIT-0',
    'ISC License (ISCL)': 'ISC',
    'Mozilla Public License 2.0 (MPL 2.0)': 'MPL-2.0',
    'The Unlicense (Unlicense)': 'Unlicense',
    'GNU General Public License v2 (GPLv2)': 'GPL-2.0-only',
    'GNU General Public License v2 or later (GPLv2+)': 'GPL-2.0-or-later',
    'GNU General Public License v3 (GPLv3)': 'GPL-3.0-only',
    'GNU General Public License v3 or later (GPLv3+)': 'GPL-3.0-or-later',
    'GNU Affero General Public License v3': 'AGPL-3.0-only',
    'GNU Affero General Public License v3 or later (AGPLv3+)':
      'AGPL-3.0-or-later',
    'GNU Lesser General Public License v3 (LGPLv3)': 'LGPL-3.0-only',
    'GNU Lesser General Public License v3 or later (LGPLv3+)':
      'LGPL-3.0-or-later',
  }).map(([name, licence]) => [`License :: OSI Approved :: ${name}`, licence]),
);
