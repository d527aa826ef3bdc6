import { Link } from '@tanstack/react-router';

import type { Entry } from './standings';

/** Leads to a project by its title. */
export function ProjectLink({ project, className }: { project: Entry['project']; className: string }) {
  return (
    <Link to="/projects/$projectId" params={{ projectId: project.id }} className={className}>
      {project.title}
    </Link>
  );
}
