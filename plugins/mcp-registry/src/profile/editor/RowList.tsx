import { Button } from '@backstage/ui';
import { type ReactNode, useEffect, useRef } from 'react';
import { useT } from '../../hooks/useT';
import styles from '../profile.module.css';
import type { Row } from './profileDraft';

/** Rows of a form that can be added and removed. Whoever adds one goes on in it. */
export function RowList<T>(props: {
  rows: readonly Row<T>[];
  /** What a new row begins with. */
  blank: T;
  add: string;
  /** What a row is called, to those who do not see it. */
  nameOf(number: number): string;
  isDisabled?: boolean;
  onChange(rows: Row<T>[]): void;
  children(row: Row<T>, change: (next: Partial<T>) => void): ReactNode;
}) {
  const t = useT();
  const { rows, onChange } = props;
  const list = useRef<HTMLDivElement>(null);
  const before = useRef(rows.length);
  useEffect(() => {
    const grew = rows.length - before.current;
    before.current = rows.length;
    // Only what somebody did here moves the focus: a profile that was taken over brings rows, too.
    if (!list.current?.contains(document.activeElement) || grew === 0) return;
    if (grew === 1) {
      const last = list.current.querySelectorAll('[role=group]');
      last[last.length - 1]?.querySelector<HTMLElement>('input')?.focus();
    }
  }, [rows.length]);
  const remove = (id: number) => {
    onChange(rows.filter(row => row.id !== id));
    const buttons = list.current?.querySelectorAll('button');
    buttons?.[buttons.length - 1]?.focus();
  };
  return (
    <div ref={list} className={styles.rows}>
      {rows.map((row, index) => (
        <div key={row.id} role="group" aria-label={props.nameOf(index + 1)}>
          <div className={styles.row}>
            {props.children(row, next =>
              onChange(
                rows.map(old =>
                  old.id === row.id ? { ...old, ...next } : old,
                ),
              ),
            )}
            <Button
              variant="secondary"
              isDisabled={props.isDisabled}
              aria-label={t('profileEditor.removeOne', {
                what: props.nameOf(index + 1),
              })}
              onPress={() => remove(row.id)}
            >
              {t('profileEditor.remove')}
            </Button>
          </div>
        </div>
      ))}
      <div className={styles.buttons}>
        <Button
          variant="secondary"
          isDisabled={props.isDisabled}
          onPress={() =>
            onChange([
              ...rows,
              { ...props.blank, id: 1 + Math.max(-1, ...rows.map(r => r.id)) },
            ])
          }
        >
          {props.add}
        </Button>
      </div>
    </div>
  );
}
