import type { CacheRules } from '../../shared/api/cache';
import type { CreateProjectMutation, WithdrawProjectMutation } from './gql/graphql';

/** Lists are asked for again after a project came or went; its changes reach them by its id. */
export const cacheRules: CacheRules = {
  updates: {
    Mutation: {
      createProject: (result, _args, cache) => {
        if ((result as CreateProjectMutation).createProject.project) cache.invalidate('Query', 'projects');
      },
      withdrawProject: (result, _args, cache) => {
        const { withdrawnId } = (result as WithdrawProjectMutation).withdrawProject;
        if (!withdrawnId) return;
        cache.invalidate('Query', 'projects');
        cache.invalidate({ __typename: 'Project', id: withdrawnId });
      },
    },
  },
};
