import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';

import { buttonClass } from '../../shared/ui/Button';
import { PageHeading } from '../../shared/ui/PageHeading';
import { PagedList } from '../../shared/ui/PagedList';
import { EmptyState } from '../../shared/ui/states';
import { ProjectCard } from './ProjectCard';
import { ProjectFilters } from './ProjectFilters';
import type { ProjectAdditions } from './parts';
import { useProjectsSearch } from './search';
import { useProjects } from './useProjects';

/** All projects, to look through and to vote for. */
export function ProjectsPage(additions: ProjectAdditions) {
  const { t } = useLingui();
  return (
    // As high as the screen at least, so that the end of the page stays below it, however many projects arrive.
    <div className="grid min-h-dvh content-start gap-6 py-8 sm:py-10">
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

const layout = 'grid gap-4 sm:grid-cols-2 sm:gap-5 lg:grid-cols-3';

function ProjectList(additions: ProjectAdditions) {
  const { t } = useLingui();
  const search = useProjectsSearch();
  const pages = useProjects(search);
  const total = pages.connection?.totalCount ?? 0;
  return (
    <PagedList
      pages={pages}
      summary={() => plural(total, { one: '# project', other: '# projects' })}
      loadingLabel={t`Loading the projects`}
      empty={<NoProjects searched={Boolean(search.q ?? search.mine)} />}
      layout={layout}
      shape="h-56"
    >
      {(projects) => (
        <ul className={layout}>
          {projects.map((project) => (
            <li key={project.id} className="min-w-0">
              <ProjectCard project={project} {...additions} />
            </li>
          ))}
        </ul>
      )}
    </PagedList>
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
