import { Text } from '@backstage/ui';
import type { GuardRule } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { ListCard } from '../components/ListCard';
import { useLanguage } from '../hooks/useLanguage';
import { useT } from '../hooks/useT';
import { callWords, guardRuleWords } from './guardRuleWords';
import { GuardServers } from './GuardServers';
import { ModeLabel } from './ModeLabel';
import styles from './policies.module.css';

/** One rule in words: what it does, for whom, where, after what. */
export function GuardRuleCard({ rule }: { rule: GuardRule }) {
  const t = useT();
  const language = useLanguage();
  const whose = [...(rule.people ?? []), ...(rule.groups ?? [])];
  return (
    <ListCard
      title={
        <Text as="h4" variant="title-x-small" className={styles.flat}>
          {rule.title}
        </Text>
      }
      labels={<ModeLabel mode={rule.mode} />}
    >
      <Text as="p" className={styles.flat}>
        {guardRuleWords(t, language, rule)}
      </Text>
      <Facts
        items={[
          rule.after && {
            label: t('guardRules.after'),
            value: (
              <>
                <GuardServers servers={rule.after.servers} />
                {rule.after.tools.names &&
                  `; ${callWords(t, rule.after.tools)}`}
              </>
            ),
          },
          { label: t('guardRules.calls'), value: callWords(t, rule.tools) },
          {
            label: t('guardRules.servers'),
            value: <GuardServers servers={rule.servers} />,
          },
          {
            label: t('guardRules.people'),
            value:
              whose.length === 0
                ? t('guardRules.allPeople')
                : whose.map((ref, index) => (
                    <span key={ref}>
                      {index > 0 && ', '}
                      <EntityName entityRef={ref} plain />
                    </span>
                  )),
          },
        ]}
      />
    </ListCard>
  );
}
