import type { ComponentType, ReactNode } from 'react';

import type { ProjectPartsFragment } from './gql/graphql';

/** What other features add to projects wherever they are shown; src/app provides it. */
export interface ProjectAdditions {
  /** Wraps whatever shows a project. */
  Frame: ComponentType<{ project: ProjectPartsFragment; className?: string; children: ReactNode }>;
  /** The actions for a project, next to its points. */
  Action: ComponentType<{ project: ProjectPartsFragment }>;
}
