import { Button, Select, TextField } from '@backstage/ui';
import { useState } from 'react';
import type { Stop, StopTarget } from '../api/types';
import { useT } from '../hooks/useT';
import { StopDialog } from './StopDialog';
import { stopName } from './stopName';
import styles from './stops.module.css';

/** What has no page of its own, or is known by its name alone. */
const KINDS = [
  'person',
  'agent',
  'client',
  'package',
  'publisher',
  'host',
] as const;

/** Marks something as bad by its name: first it is told whom that hits. */
export function NewStop({ onDone }: { onDone(stop: Stop): void }) {
  const t = useT();
  const [kind, setKind] = useState<(typeof KINDS)[number]>('person');
  const [subject, setSubject] = useState('');
  const [target, setTarget] = useState<StopTarget>();
  const name = subject.trim();
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault();
        if (name) setTarget({ kind, subject: name });
      }}
    >
      <Select
        label={t('stopDialog.kind')}
        options={KINDS.map(id => ({ id, label: t(`stopKind.${id}`) }))}
        value={kind}
        onChange={value => {
          const chosen = KINDS.find(id => id === value);
          if (chosen) setKind(chosen);
        }}
      />
      <TextField
        label={t('stopDialog.subject')}
        placeholder={t(`stopDialog.subjectHint.${kind}`)}
        value={subject}
        onChange={setSubject}
        maxLength={2000}
      />
      <Button type="submit" variant="secondary" isDisabled={!name}>
        {t('stopDialog.look')}
      </Button>
      {target && (
        <StopDialog
          target={target}
          what={stopName(t, { ...target, subject: target.subject ?? '' })}
          onDone={stop => {
            setTarget(undefined);
            setSubject('');
            onDone(stop);
          }}
          onClose={() => setTarget(undefined)}
        />
      )}
    </form>
  );
}
