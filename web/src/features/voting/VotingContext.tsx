import { useLingui } from '@lingui/react/macro';
import type { CombinedError } from '@urql/core';
import { type ReactNode, createContext, use, useMemo, useRef, useState } from 'react';
import { useClient, useQuery } from 'urql';

import { useSessionState } from '../../shared/api/SessionProvider';
import { showToast } from '../../shared/ui/toasts';
import { type Ballot, type Step, type VotableProject, givenTo, spentOn, stepsTo } from './ballot';
import { MyBallotDocument } from './gql/graphql';
import { takeSteps } from './steps';

/** What the parts of a page share that have to do with voting. */
interface Voting {
  /** The votes of the person signed in; null if nobody is, or they are not there yet. */
  ballot: Ballot | null;
  error: CombinedError | undefined;
  retry: () => void;
  /** The value in the person's hand: taken up in the tray, or being dragged. */
  picked: number | null;
  pick: (points: number | null) => void;
  /** Gives a project a value, from wherever that is now. */
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
  const { t } = useLingui();
  const { status } = useSessionState();
  const [{ data, error }, refresh] = useQuery({
    query: MyBallotDocument,
    pause: status !== 'signedIn',
    requestPolicy: 'cache-and-network',
  });
  const [picked, pick] = useState<number | null>(null);
  const inOrder = useInOrder();
  const client = useClient();
  const ballot = (status === 'signedIn' ? data?.viewer?.voter : null) ?? null;

  const voting = useMemo((): Voting => {
    const run = (steps: readonly Step[], done: string) => {
      pick(null);
      if (steps.length === 0) return;
      inOrder(async () => {
        const problem = await takeSteps(client, steps);
        if (problem === null) showToast(done);
        else if (problem) showToast(problem, 'danger');
      });
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
        if (!ballot) return;
        const { title } = project;
        run(
          stepsTo(ballot, points, project),
          spentOn(ballot, points)
            ? t`Your vote of ${points} moved to “${title}”.`
            : t`You gave “${title}” a vote of ${points}.`,
        );
      },
      takeBack: (project) => {
        const points = ballot && givenTo(ballot, project.id);
        if (points) run([{ kind: 'retract', points, project }], t`Your vote of ${points} is yours again.`);
      },
    };
  }, [ballot, error, refresh, picked, inOrder, client, t]);
  return <VotingContext value={voting}>{children}</VotingContext>;
}

/** Does one thing after another: two votes of a hurried person must not cross. */
function useInOrder() {
  const last = useRef(Promise.resolve());
  return useMemo(
    () => (next: () => Promise<void>) => {
      last.current = last.current.then(next);
    },
    [],
  );
}
