import type { CacheRules } from '../../shared/api/cache';
import type { CreateProjectMutation, WithdrawProjectMutation } from './gql/graphql';

/** Lists are read again after a project was pitched or withdrawn; changes of a project reach them by its id. */
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
