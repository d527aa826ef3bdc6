import { Link } from '@tanstack/react-router';

import { Byline } from './Byline';
import { Points } from './Points';
import type { ProjectPartsFragment } from './gql/graphql';
import type { ProjectAdditions } from './parts';

/** A project in a list. */
export function ProjectCard({ project, Frame, Action }: ProjectAdditions & { project: ProjectPartsFragment }) {
  return (
    <Frame project={project} className="h-full">
      <article className="grid h-full grid-rows-[1fr_auto] gap-5 rounded-card border border-line bg-surface p-5 shadow-card sm:p-6">
        <div className="grid content-start gap-2">
          <div>
            <h2 className="text-heading font-bold break-words">
              <Link
                to="/projects/$projectId"
                params={{ projectId: project.id }}
                className="no-underline hover:text-accent hover:underline"
              >
                {project.title}
              </Link>
            </h2>
            <Byline {...project} />
          </div>
          <p className="line-clamp-3 break-words">{project.summary}</p>
        </div>
        <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
          <Points {...project} />
          <Action project={project} />
        </div>
      </article>
    </Frame>
  );
}
