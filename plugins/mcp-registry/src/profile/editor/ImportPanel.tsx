import { Button, Text, TextAreaField } from '@backstage/ui';
import {
  type PermissionProfile,
  type ProfileRemark,
  readProfileText,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { useId, useState } from 'react';
import { useT } from '../../hooks/useT';
import { remarkText } from '../profileText';
import styles from '../profile.module.css';

/** Takes over a profile of ToolHive, or one of ours, from text or a file, and says what was not understood. */
export function ImportPanel(props: {
  isDisabled?: boolean;
  onImport(profile: PermissionProfile): void;
}) {
  const t = useT();
  const id = useId();
  const [text, setText] = useState('');
  const [came, setCame] = useState<{
    remarks: readonly ProfileRemark[];
    isTaken: boolean;
  }>();
  const takeOver = () => {
    const { profile, remarks } = readProfileText(text);
    setCame({ remarks, isTaken: profile !== undefined });
    if (profile) props.onImport(profile);
  };
  return (
    <details className={styles.more}>
      <summary>{t('profileEditor.import')}</summary>
      <div className={styles.stack}>
        <TextAreaField
          label={t('profileEditor.importText')}
          description={t('profileEditor.importHint')}
          rows={5}
          isDisabled={props.isDisabled}
          value={text}
          onChange={next => {
            setText(next);
            setCame(undefined);
          }}
        />
        <div>
          <label htmlFor={id}>{t('profileEditor.importFile')}</label>{' '}
          <input
            id={id}
            type="file"
            accept=".json,.yaml,.yml,application/json"
            disabled={props.isDisabled}
            onChange={event => {
              const file = event.target.files?.[0];
              file
                ?.slice(0, 65_537)
                .text()
                .then(setText, () => setText(''));
              setCame(undefined);
            }}
          />
        </div>
        <div className={styles.buttons}>
          <Button
            variant="secondary"
            isDisabled={props.isDisabled || text.trim() === ''}
            onPress={takeOver}
          >
            {t('profileEditor.importDo')}
          </Button>
        </div>
        <div role="status">
          {came?.isTaken && <Text>{t('profileEditor.imported')}</Text>}
          {came && <Remarks remarks={came.remarks} />}
        </div>
      </div>
    </details>
  );
}

/** What became of a profile on its way. */
export function Remarks(props: { remarks: readonly ProfileRemark[] }) {
  const t = useT();
  return props.remarks.length === 0 ? null : (
    <ul className={styles.words} aria-label={t('profile.remarks')}>
      {props.remarks.map((remark, index) => (
        <li key={`${index}-${remark.code}`}>
          <Text>{remarkText(t, remark)}</Text>
        </li>
      ))}
    </ul>
  );
}
