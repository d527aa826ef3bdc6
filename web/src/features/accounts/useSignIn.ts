import { useState } from 'react';
import { useMutation } from 'urql';

import type { Person } from '../../shared/api/session';
import type { Outcome } from '../../shared/api/errors';
import {
  AnswerChallengeDocument,
  type AnswerChallengeInput,
  SignInDocument,
  type SignInPartsFragment,
} from './gql/graphql';

export type Challenge = NonNullable<SignInPartsFragment['challenge']>;

interface Credentials {
  email: string;
  password: string;
}

/** A sign-in under way. */
export type SignIn = ReturnType<typeof useSignIn>;

/** The steps of a sign-in: credentials, then whatever challenges stand between them and a session. */
export function useSignIn(onSignedIn: (person: Person) => void | Promise<void>) {
  const [, signIn] = useMutation(SignInDocument);
  const [, answerChallenge] = useMutation(AnswerChallengeDocument);
  // The password is kept for the sign-in that follows a confirmation, and discarded with the component.
  const [credentials, setCredentials] = useState<Credentials | null>(null);
  const [challenge, setChallenge] = useState<Challenge | null>(null);

  const take = async (
    payload: SignInPartsFragment | undefined,
    error: Outcome['error'],
  ): Promise<Outcome | undefined> => {
    if (payload?.session) {
      setCredentials(null);
      await onSignedIn(payload.session.viewer);
      return undefined;
    }
    if (!payload) return { error };
    // A wrong answer leads to a new challenge. If there is none any more, the sign-in starts over.
    setChallenge(payload.challenge ?? null);
    return { userErrors: payload.userErrors };
  };

  return {
    challenge,
    begin: async (given: Credentials) => {
      setCredentials(given);
      const { data, error } = await signIn({ input: { ...given, transport: 'COOKIE' } });
      return take(data?.signIn, error);
    },
    answer: async (input: Omit<AnswerChallengeInput, 'handle'>) => {
      if (!challenge || !('handle' in challenge)) return undefined;
      const { data, error } = await answerChallenge({ input: { ...input, handle: challenge.handle } });
      return take(data?.answerChallenge, error);
    },
    /** Tries the credentials once more, after the confirmation or reset that they called for. */
    resume: async (password = credentials?.password ?? '') => {
      setChallenge(null);
      if (!credentials) return undefined;
      const { data, error } = await signIn({ input: { email: credentials.email, password, transport: 'COOKIE' } });
      return take(data?.signIn, error);
    },
    startOver: () => {
      setChallenge(null);
    },
  };
}
