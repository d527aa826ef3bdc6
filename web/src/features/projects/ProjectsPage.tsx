import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';

import { buttonClass } from '../../shared/ui/Button';
import { ErrorState } from '../../shared/ui/ErrorState';
import { LoadMore } from '../../shared/ui/LoadMore';
import { PageHeading } from '../../shared/ui/PageHeading';
import { EmptyState, Loading, Skeleton } from '../../shared/ui/states';
import { ProjectCard } from './ProjectCard';
import { ProjectFilters } from './ProjectFilters';
import type { ProjectAdditions } from './parts';
import { useProjectsSearch } from './search';
import { useProjects } from './useProjects';

/** All projects, to look through and to vote for. */
export function ProjectsPage(additions: ProjectAdditions) {
  const { t } = useLingui();
  return (
    <div className="grid gap-6 py-8 sm:py-10">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <PageHeading>{t`Projects`}</PageHeading>
        <Link to="/projects/new" className={buttonClass()}>
          <Trans>Pitch a project</Trans>
        </Link>
      </div>
      <ProjectFilters />
      <ProjectList {...additions} />
    </div>
  );
}

const gridClass = 'grid gap-4 sm:grid-cols-2 sm:gap-5 lg:grid-cols-3';

function ProjectList(additions: ProjectAdditions) {
  const { t } = useLingui();
  const search = useProjectsSearch();
  const { projects, totalCount, error, isLoading, hasMore, more, retry } = useProjects(search);
  if (!projects) {
    if (error) return <ErrorState error={error} retry={retry} />;
    return (
      <Loading label={t`Loading the projects`}>
        <div className={gridClass}>
          {Array.from({ length: 6 }, (_, i) => (
            <Skeleton key={i} className="h-56 rounded-card" />
          ))}
        </div>
      </Loading>
    );
  }
  return (
    <div className="grid gap-4">
      <p role="status" className="text-sm text-quiet">
        <Plural value={totalCount} one="# project" other="# projects" />
      </p>
      {projects.length === 0 && !isLoading && <NoProjects searched={Boolean(search.q ?? search.mine)} />}
      <ul className={gridClass}>
        {projects.map((project) => (
          <li key={project.id} className="min-w-0">
            <ProjectCard project={project} {...additions} />
          </li>
        ))}
      </ul>
      {error ? <ErrorState error={error} retry={retry} /> : <LoadMore hasMore={hasMore} loading={isLoading} onMore={more} />}
    </div>
  );
}

function NoProjects({ searched }: { searched: boolean }) {
  const { t } = useLingui();
  if (searched) {
    return (
      <EmptyState
        title={t`Nothing found`}
        action={
          <Link to="/projects" search={{}} className={buttonClass('secondary')}>
            <Trans>Show all projects</Trans>
          </Link>
        }
      >
        <Trans>Try other words, or look through all of them.</Trans>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t`No projects yet`}
      action={
        <Link to="/projects/new" className={buttonClass()}>
          <Trans>Pitch the first one</Trans>
        </Link>
      }
    >
      <Trans>Somebody has to begin. What should be built?</Trans>
    </EmptyState>
  );
}
