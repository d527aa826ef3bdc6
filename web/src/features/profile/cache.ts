import type { CacheRules } from '../../shared/api/cache';
import { OwnerNamePartsFragmentDoc, type RevokeSessionMutation, type UpdateProfileMutation } from './gql/graphql';

/** What an answer changes besides itself. */
export const cacheRules: CacheRules = {
  updates: {
    Mutation: {
      revokeSession: ({ revokeSession: { revokedId } }: RevokeSessionMutation, _args, cache) => {
        const viewer = cache.resolve('Query', 'viewer');
        if (!revokedId || typeof viewer !== 'string') return;
        const sessions = cache.resolve(viewer, 'sessions');
        if (!Array.isArray(sessions)) return;
        const ended = cache.keyOfEntity({ __typename: 'ActiveSession', id: revokedId });
        cache.link(
          viewer,
          'sessions',
          sessions.filter((key): key is string => typeof key === 'string' && key !== ended),
        );
      },
      updateProfile: ({ updateProfile: { viewer } }: UpdateProfileMutation, _args, cache) => {
        // The person's projects show the name too.
        if (viewer)
          cache.writeFragment(OwnerNamePartsFragmentDoc, {
            __typename: 'ProjectOwner',
            id: viewer.id,
            name: viewer.name,
          });
      },
    },
  },
};
