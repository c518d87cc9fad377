import { Button, Text } from '@backstage/ui';
import { useState } from 'react';
import { Problem } from '../components/Problem';
import styles from './activity.module.css';

/** One way to take what is shown along. */
export interface ExportWay {
  id: string;
  text: string;
  /** Gets it and hands it to the browser. */
  save(): Promise<void>;
}

/** Buttons that save something as a file: one at a time, and what went wrong is said below them. */
export function ExportGroup(props: {
  label: string;
  hint?: string;
  problemTitle: string;
  ways: readonly ExportWay[];
}) {
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<Error>();
  const run = async ({ id, save }: ExportWay) => {
    setBusy(id);
    setError(undefined);
    try {
      await save();
    } catch (problem) {
      setError(problem as Error);
    }
    setBusy(undefined);
  };
  return (
    <div className={styles.list}>
      <div role="group" aria-label={props.label} className={styles.actions}>
        <Text>{props.label}</Text>
        {props.ways.map(way => (
          <Button
            key={way.id}
            size="small"
            variant="tertiary"
            isPending={busy === way.id}
            isDisabled={busy !== undefined}
            onPress={() => void run(way)}
          >
            {way.text}
          </Button>
        ))}
        {props.hint && (
          <Text variant="body-small" color="secondary">
            {props.hint}
          </Text>
        )}
      </div>
      <Problem title={props.problemTitle} error={error} />
    </div>
  );
}
