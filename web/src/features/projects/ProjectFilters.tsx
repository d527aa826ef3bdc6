import { useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';

import { useViewer } from '../../shared/api/SessionProvider';
import { useTypedSearch } from '../../shared/forms/useTypedSearch';
import { Select } from '../../shared/ui/Select';
import { TextField } from '../../shared/ui/TextField';
import type { ProjectOrder } from './gql/graphql';
import { type ProjectsSearch, defaultOrder, useProjectsSearch } from './search';

/**
 * Chooses which projects are shown, and in what order. The choice is in the address, so it can be shared and the back
 * button works.
 */
export function ProjectFilters() {
  const { t } = useLingui();
  const viewer = useViewer();
  const search = useProjectsSearch();
  const navigate = useNavigate({ from: '/projects' });
  const change = (part: { [Key in keyof ProjectsSearch]: ProjectsSearch[Key] | undefined }) => {
    void navigate({ search: (before) => ({ ...before, ...part }) as ProjectsSearch, replace: true });
  };
  return (
    <search className="grid grid-cols-2 gap-4 sm:grid-cols-[minmax(0,1fr)_auto_auto]">
      <div className="col-span-2 sm:col-span-1">
        <SearchField
          words={search.q ?? ''}
          onSearch={(q) => {
            change({ q: q || undefined });
          }}
        />
      </div>
      <Select
        label={t`Order`}
        value={search.order ?? defaultOrder}
        onChange={(event) => {
          change({ order: event.target.value as ProjectOrder });
        }}
      >
        <option value="NEWEST">{t`Newest first`}</option>
        <option value="MOST_POINTS">{t`Most points first`}</option>
        <option value="TITLE">{t`By title`}</option>
      </Select>
      {viewer && (
        <Select
          label={t`Show`}
          value={search.mine ? 'mine' : 'all'}
          onChange={(event) => {
            change({ mine: event.target.value === 'mine' || undefined });
          }}
        >
          <option value="all">{t`All projects`}</option>
          <option value="mine">{t`My projects`}</option>
        </Select>
      )}
    </search>
  );
}

function SearchField({ words, onSearch }: { words: string; onSearch: (words: string) => void }) {
  const { t } = useLingui();
  const { typed, setTyped, send } = useTypedSearch(words, onSearch);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <TextField
        label={t`Search`}
        type="search"
        enterKeyHint="search"
        placeholder={t`Title, pitch or name`}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
        }}
      />
    </form>
  );
}
