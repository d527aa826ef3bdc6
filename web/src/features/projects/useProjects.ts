import { useViewer } from '../../shared/api/SessionProvider';
import { usePages } from '../../shared/api/usePages';
import { ProjectsDocument } from './gql/graphql';
import { type ProjectsSearch, defaultOrder } from './search';

const pageSize = 20;

/** The projects that a search finds, page after page. */
export function useProjects({ q, order = defaultOrder, mine }: ProjectsSearch) {
  const viewer = useViewer();
  const owner = mine ? viewer?.id : undefined;
  const filter = q || owner ? { ...(q && { search: q }), ...(owner && { owner }) } : null;
  return usePages(ProjectsDocument, { first: pageSize, orderBy: order, filter }, (data) => data.projects);
}
