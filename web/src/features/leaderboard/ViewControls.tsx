import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Select } from '../../shared/ui/Select';
import { classes } from '../../shared/ui/classes';
import { type LeaderboardSearch, leaderboardSearch, sizes } from './search';

interface Props {
  search: LeaderboardSearch;
  /** There may be more projects than are shown. */
  hasMore: boolean;
}

/** Chooses between bars and a table, and how many places there are. The address remembers both. */
export function ViewControls({ search, hasMore }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { view, first = sizes[0] } = search;
  const change = (changed: Record<string, unknown>) => {
    void navigate({ to: '/leaderboard', search: leaderboardSearch({ ...search, ...changed }), replace: true });
  };
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-2 gap-y-4">
      <fieldset aria-label={t`View`} className="flex gap-0.5 rounded-control bg-line p-0.5">
        <Choice
          chosen={view !== 'table'}
          onChoose={() => {
            change({ view: undefined });
          }}
        >
          <Trans>Bars</Trans>
        </Choice>
        <Choice
          chosen={view === 'table'}
          onChoose={() => {
            change({ view: 'table' });
          }}
        >
          <Trans>Table</Trans>
        </Choice>
      </fieldset>
      {(hasMore || first > sizes[0]) && (
        <Select
          label={<span className="text-sm">{t`Show`}</span>}
          value={first}
          onChange={(event) => {
            change({ first: Number(event.target.value) });
          }}
        >
          {sizes.map((size) => (
            <option key={size} value={size}>
              <Plural value={size} other="# projects" />
            </option>
          ))}
        </Select>
      )}
    </div>
  );
}

function Choice({ chosen, onChoose, children }: { chosen: boolean; onChoose: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onChoose}
      className={classes(
        'min-h-11 min-w-20 rounded-[0.625rem] px-4 font-semibold transition-colors',
        chosen ? 'bg-surface text-accent shadow-card' : 'text-quiet hover:text-accent',
      )}
    >
      {children}
    </button>
  );
}
