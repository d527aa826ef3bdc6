import type { ComponentType, ReactNode } from 'react';

import type { ProjectPartsFragment } from './gql/graphql';

/** What other features add to projects wherever they are shown; src/app puts it in. */
export interface ProjectAdditions {
  /** Stands around what shows a project. */
  Frame: ComponentType<{ project: ProjectPartsFragment; className?: string; children: ReactNode }>;
  /** What can be done about a project, next to its points. */
  Action: ComponentType<{ project: ProjectPartsFragment }>;
}
