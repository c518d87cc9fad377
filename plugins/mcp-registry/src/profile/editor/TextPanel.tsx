import { Radio, RadioGroup } from '@backstage/ui';
import {
  exportToolHiveProfile,
  type PermissionProfile,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { useState } from 'react';
import { stringify } from 'yaml';
import { CopyText } from '../../components/CopyText';
import { useT } from '../../hooks/useT';
import styles from '../profile.module.css';
import { Remarks } from './ImportPanel';

const FORMATS = ['YAML', 'JSON', 'ToolHive'] as const;
type Format = (typeof FORMATS)[number];

/** The profile as text to copy: for a file in Git, or for ToolHive. */
export function TextPanel({ profile }: { profile: PermissionProfile }) {
  const t = useT();
  const [format, setFormat] = useState<Format>('YAML');
  const exported = exportToolHiveProfile(profile);
  return (
    <details className={styles.more}>
      <summary>{t('profileEditor.copy')}</summary>
      <div className={styles.stack}>
        <RadioGroup
          label={t('profileEditor.format')}
          orientation="horizontal"
          value={format}
          onChange={value =>
            setFormat(FORMATS.find(name => name === value) ?? 'YAML')
          }
        >
          {FORMATS.map(name => (
            <Radio key={name} value={name}>
              {name === 'ToolHive' ? t('profileEditor.toolhive') : name}
            </Radio>
          ))}
        </RadioGroup>
        <CopyText label={format} text={textOf(format, profile, exported)} />
        {format === 'ToolHive' && <Remarks remarks={exported.remarks} />}
      </div>
    </details>
  );
}

function textOf(
  format: Format,
  profile: PermissionProfile,
  exported: { profile: object },
): string {
  switch (format) {
    case 'YAML':
      return stringify(profile);
    case 'JSON':
      return JSON.stringify(profile, null, 2);
    case 'ToolHive':
      return JSON.stringify(exported.profile, null, 2);
    default:
      throw new Error(`No such format: ${format satisfies never}`);
  }
}
