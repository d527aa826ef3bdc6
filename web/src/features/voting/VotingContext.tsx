import { useLingui } from '@lingui/react/macro';
import type { CombinedError } from '@urql/core';
import { type ReactNode, createContext, use, useCallback, useMemo, useState } from 'react';
import { useClient, useQuery } from 'urql';

import { useSession, useSessionState } from '../../shared/api/SessionProvider';
import { showToast } from '../../shared/ui/toasts';
import type { Action, Ballot, VotableProject } from './ballot';
import { MyBallotDocument } from './gql/graphql';
import { vote } from './votes';

/** What the parts of a page that concern voting share. */
interface Voting {
  /** The votes of the person signed in; null if nobody is, or they are not loaded yet. */
  ballot: Ballot | null;
  error: CombinedError | undefined;
  retry: () => void;
  /** The value in the person's hand: taken up in the tray, or being dragged. */
  picked: number | null;
  pick: (points: number | null) => void;
  /** Gives a project a value, wherever that value is now. */
  place: (points: number, project: VotableProject) => void;
  /** Takes the vote for a project back. */
  takeBack: (project: VotableProject) => void;
}

const VotingContext = createContext<Voting | null>(null);

export function useVoting(): Voting {
  const voting = use(VotingContext);
  if (!voting) throw new Error('There is no VotingProvider above this component.');
  return voting;
}

/** Lets the components below vote. */
export function VotingProvider({ children }: { children: ReactNode }) {
  const session = useSession();
  const { status } = useSessionState();
  const [{ data, error }, refresh] = useQuery({
    query: MyBallotDocument,
    pause: status !== 'signedIn',
    requestPolicy: 'cache-and-network',
  });
  const [picked, pick] = useState<number | null>(null);
  const client = useClient();
  const toWords = useWords();
  const ballot = (status === 'signedIn' ? data?.viewer?.voter : null) ?? null;

  const voting = useMemo((): Voting => {
    const press = async (points: number | null, project: VotableProject) => {
      pick(null);
      // Actions that are still waiting when another person signs in must not be executed in that person's name.
      const { done, problem } = await vote(client, points, project, () => session.getState().client === client);
      if (problem) showToast(problem, 'danger');
      else if (done) showToast(toWords(done));
    };
    return {
      ballot,
      error,
      retry: () => {
        refresh({ requestPolicy: 'network-only' });
      },
      picked,
      pick,
      place: (points, project) => {
        void press(points, project);
      },
      takeBack: (project) => {
        void press(null, project);
      },
    };
  }, [ballot, error, refresh, picked, client, session, toWords]);
  return <VotingContext value={voting}>{children}</VotingContext>;
}

/** Says what was done. */
function useWords(): (action: Action) => string {
  const { t } = useLingui();
  return useCallback(
    (action: Action) => {
      const { points } = action;
      const { title } = action.project;
      if (action.kind === 'retract') return t`Your vote of ${points} is yours again.`;
      if (action.kind === 'cast' || !action.from) return t`You gave “${title}” a vote of ${points}.`;
      const { before } = action;
      if (before === null) return t`Your vote of ${points} moved to “${title}”.`;
      const other = action.from.title;
      return t`Your vote of ${points} moved to “${title}”, and your ${before} to “${other}”.`;
    },
    [t],
  );
}
