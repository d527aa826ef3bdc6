import { useState } from 'react';
import { useQuery } from 'urql';

import { useViewer } from '../../shared/api/SessionProvider';
import { ProjectsDocument } from './gql/graphql';
import { type ProjectsSearch, defaultOrder } from './search';

const pageSize = 20;

/** The projects that a search finds, page after page. */
export function useProjects({ q, order = defaultOrder, mine }: ProjectsSearch) {
  const viewer = useViewer();
  const owner = mine ? viewer?.id : undefined;
  const filter = q || owner ? { ...(q && { search: q }), ...(owner && { owner }) } : null;
  const list = JSON.stringify([order, filter]);
  const [reached, setReached] = useState<{ list: string; after: string | null }>({ list, after: null });
  const after = reached.list === list ? reached.after : null; // another list begins at its beginning
  const [{ data, error, fetching, stale }, refresh] = useQuery({
    query: ProjectsDocument,
    variables: { first: pageSize, after, orderBy: order, filter },
    requestPolicy: 'cache-and-network',
  });
  const projects = data?.projects;
  return {
    projects: projects?.edges.map(({ node }) => node),
    totalCount: projects?.totalCount ?? 0,
    error,
    isLoading: fetching || stale,
    hasMore: projects?.pageInfo.hasNextPage ?? false,
    more: () => {
      setReached({ list, after: projects?.pageInfo.endCursor ?? null });
    },
    retry: () => {
      refresh({ requestPolicy: 'network-only' });
    },
  };
}
