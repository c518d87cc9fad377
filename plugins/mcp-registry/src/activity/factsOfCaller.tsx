import { Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import type { Call } from '../api/types';
import { EntityName } from '../components/EntityName';
import type { useT } from '../hooks/useT';
import styles from './activity.module.css';

type T = ReturnType<typeof useT>;

const ENTITY_REF = /^[a-z]+:[\w.-]+\/[\w.-]+$/;

/** Where a call came from, through whom, what it could reach and how many tokens it took; what is not known is left out. */
export function factsOfCaller(
  t: T,
  { sourceAddress, delegation, reaches = [], tokens }: Call,
  language: string,
): { label: string; value: ReactNode }[] {
  const format = (count: number) =>
    new Intl.NumberFormat(language).format(count);
  return [
    ...(delegation
      ? [{ label: t('call.delegation'), value: chainOf(t, delegation) }]
      : []),
    ...(sourceAddress
      ? [
          {
            label: t('call.address'),
            value: <span className={styles.code}>{sourceAddress}</span>,
          },
        ]
      : []),
    ...(reaches.length > 0
      ? [
          {
            label: t('call.reaches'),
            value: (
              <ul className={styles.plain}>
                {reaches.map(ref => (
                  <li key={ref}>
                    <EntityName entityRef={ref} />
                  </li>
                ))}
              </ul>
            ),
          },
        ]
      : []),
    ...(tokens
      ? [
          {
            label: t('call.tokens'),
            value: t(
              tokens.isEstimated ? 'call.tokensEstimated' : 'call.tokensOf',
              { in: format(tokens.in), out: format(tokens.out) },
            ),
          },
        ]
      : []),
  ];
}

/** The nearest first. */
function chainOf(t: T, delegation: NonNullable<Call['delegation']>) {
  const { chain, omitted, malformed } = delegation;
  const notes = [
    omitted !== undefined && t('call.moreActors', { count: omitted }),
    malformed && t('call.brokenChain'),
  ].filter(Boolean);
  return (
    <>
      <ol className={styles.plain}>
        {chain.map(({ sub, iss }, index) => (
          <li key={`${index} ${sub}`}>
            {ENTITY_REF.test(sub) ? (
              <EntityName entityRef={sub} />
            ) : (
              <span className={styles.code}>{sub}</span>
            )}
            {iss !== undefined && (
              <Text as="p" variant="body-small" color="secondary">
                {t('call.actorOf', { issuer: iss })}
              </Text>
            )}
          </li>
        ))}
      </ol>
      {notes.map(note => (
        <Text key={String(note)} as="p" variant="body-small">
          {note}
        </Text>
      ))}
    </>
  );
}
