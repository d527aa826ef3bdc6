import type { Cache } from '@urql/exchange-graphcache';

import type { CacheRules } from '../../shared/api/cache';
import { type MyActivityQueryVariables, OwnerNamePartsFragmentDoc, type RevokeSessionMutation, type UpdateProfileMutation } from './gql/graphql';

/** What an answer changes besides itself. */
export const cacheRules: CacheRules = {
  updates: {
    Mutation: {
      revokeSession: ({ revokeSession: { revokedId } }: RevokeSessionMutation, _args, cache) => {
        const viewer = viewerKey(cache);
        const sessions = viewer && cache.resolve(viewer, 'sessions');
        if (!revokedId || !Array.isArray(sessions)) return;
        const ended = cache.keyOfEntity({ __typename: 'ActiveSession', id: revokedId });
        cache.link(viewer, 'sessions', sessions.filter((key): key is string => typeof key === 'string' && key !== ended));
      },
      updateProfile: ({ updateProfile: { viewer } }: UpdateProfileMutation, _args, cache) => {
        // The person's projects show the name too.
        if (viewer) cache.writeFragment(OwnerNamePartsFragmentDoc, { __typename: 'ProjectOwner', id: viewer.id, name: viewer.name });
      },
    },
    Viewer: {
      // The newest events move the pages after them: with these put behind new ones, the list would have gaps.
      activity: (_viewer, { after }: MyActivityQueryVariables, cache) => {
        const viewer = viewerKey(cache);
        if (after || !viewer) return;
        for (const { fieldName, arguments: args } of cache.inspectFields(viewer)) {
          if (fieldName === 'activity' && args?.after) cache.invalidate(viewer, fieldName, args);
        }
      },
    },
  },
};

function viewerKey(cache: Cache): string | null {
  const key = cache.resolve('Query', 'viewer');
  return typeof key === 'string' ? key : null;
}
