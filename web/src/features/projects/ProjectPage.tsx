import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useParams } from '@tanstack/react-router';
import { useQuery } from 'urql';

import { buttonClass } from '../../shared/ui/Button';
import { ErrorState } from '../../shared/ui/ErrorState';
import { PageHeading } from '../../shared/ui/PageHeading';
import { Loading, Skeleton } from '../../shared/ui/states';
import { Byline } from './Byline';
import { OwnerActions } from './OwnerActions';
import { Points } from './Points';
import { ProjectMissing } from './ProjectMissing';
import { ProjectDocument, type ProjectPartsFragment } from './gql/graphql';
import type { ProjectAdditions } from './parts';

/** One project, with all of its pitch. */
export function ProjectPage(additions: ProjectAdditions) {
  const { t } = useLingui();
  const { projectId } = useParams({ from: '/projects/$projectId' });
  const [{ data, error }, refresh] = useQuery({
    query: ProjectDocument,
    variables: { id: projectId },
    requestPolicy: 'cache-and-network',
  });
  if (data?.project) return <Pitch project={data.project} {...additions} />;
  if (data) return <ProjectMissing />;
  return (
    <div className="mx-auto w-full max-w-3xl py-10">
      {error ? (
        <ErrorState
          error={error}
          retry={() => {
            refresh({ requestPolicy: 'network-only' });
          }}
        />
      ) : (
        <Loading label={t`Loading the project`}>
          <div className="grid gap-4">
            <Skeleton className="h-10 w-2/3" />
            <Skeleton className="h-64 rounded-card" />
          </div>
        </Loading>
      )}
    </div>
  );
}

function Pitch({ project, Frame, Action }: ProjectAdditions & { project: ProjectPartsFragment }) {
  return (
    <div className="mx-auto grid w-full max-w-3xl gap-6 py-8 sm:py-10">
      <Link to="/projects" className="link justify-self-start">
        <Trans>All projects</Trans>
      </Link>
      <Frame project={project}>
        <article className="grid gap-6 rounded-card border border-line bg-surface p-5 shadow-card sm:p-8">
          <div className="grid gap-1">
            <PageHeading className="text-title font-extrabold break-words">{project.title}</PageHeading>
            <Byline {...project} />
          </div>
          <p className="max-w-prose text-lead break-words whitespace-pre-line">{project.summary}</p>
          <div className="flex flex-wrap items-end justify-between gap-4 border-t border-line pt-6">
            <Points {...project} />
            <Action project={project} />
          </div>
        </article>
      </Frame>
      <div className="flex flex-wrap gap-3">
        {project.viewerIsOwner && (
          <Link to="/projects/$projectId/edit" params={{ projectId: project.id }} className={buttonClass('secondary')}>
            <Trans>Edit</Trans>
          </Link>
        )}
        <OwnerActions project={project} />
      </div>
    </div>
  );
}
