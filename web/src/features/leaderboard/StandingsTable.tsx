import { useLingui } from '@lingui/react/macro';

import { ownerName } from '../../shared/account/ownerName';
import { Table } from '../../shared/ui/Table';
import { ProjectLink } from './ProjectLink';
import { type Entry, places } from './standings';

/** The standings in figures. */
export function StandingsTable({ entries }: { entries: readonly Entry[] }) {
  const { t } = useLingui();
  return (
    <Table
      caption={t`Standings`}
      rows={places(entries)}
      rowKey={({ entry }) => entry.project.id}
      columns={[
        { header: t`Place`, cell: ({ entry, tied }) => (tied ? t`${entry.rank} (tied)` : entry.rank) },
        {
          header: t`Project`,
          rowHeader: true,
          cell: ({ entry }) => (
            <ProjectLink project={entry.project} className="link inline-grid min-h-11 min-w-40 content-center" />
          ),
        },
        { header: t`Points`, align: 'end', cell: ({ entry }) => <b>{entry.points}</b> },
        { header: t`Votes`, align: 'end', cell: ({ entry }) => entry.project.voteCount },
        {
          header: t`Owner`,
          cell: ({ entry }) => <span className="block min-w-36">{ownerName(entry.project.owner)}</span>,
        },
      ]}
    />
  );
}
