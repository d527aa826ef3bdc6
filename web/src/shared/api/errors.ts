import { i18n } from '@lingui/core';
import { plural, t } from '@lingui/core/macro';
import type { CombinedError } from '@urql/core';

import type { UserErrorPartsFragment } from '../gql/graphql';
import { codeOf, detailOf } from './codes';

/** An error in words: what happened, and what to do next. */
export interface Explanation {
  title: string;
  message: string;
  /** Finds the error in the server's log. */
  requestId: string | null;
}

/** Says why a request failed as a whole. */
export function explain(error: CombinedError): Explanation {
  const requestId = detailOf(error, 'requestId');
  return { ...words(error), requestId: requestId === null ? null : String(requestId) };
}

/** The outcome of a request: `error` if it failed as a whole, `userErrors` for what the person can correct. */
export interface Outcome {
  error?: CombinedError | undefined;
  userErrors?: UserErrorPartsFragment[] | undefined;
  /** What a form says in place of the text of `userErrors`, where it knows more. */
  message?: string | null;
}

/** Says in one text why something failed; null if it did not. */
export function problemOf({ error, userErrors = [] }: Outcome): string | null {
  const [first] = userErrors;
  if (first) return userErrorMessage(first);
  if (!error) return null;
  const { title, message, requestId } = explain(error);
  return `${title}. ${message}${requestId ? ` (${requestId})` : ''}`;
}

function words(error: CombinedError): Omit<Explanation, 'requestId'> {
  const wait = waitingTime(Number(detailOf(error, 'retryAfter') ?? 0));
  switch (codeOf(error)) {
    case 'NETWORK':
      return navigator.onLine
        ? { title: t`The server does not answer`, message: t`It may be starting or busy. Try again in a moment.` }
        : { title: t`You are offline`, message: t`Check your connection, then try again.` };
    case 'UNAUTHENTICATED':
      return { title: t`You are signed out`, message: t`Sign in again to go on.` };
    case 'STEP_UP_REQUIRED':
      return {
        title: t`Please confirm that it is you`,
        message: t`This needs your password once more. Try again, and enter it.`,
      };
    case 'FORBIDDEN':
      return { title: t`You don't have access to this`, message: t`If you need it, ask an administrator.` };
    case 'RATE_LIMITED':
      return { title: t`Too many attempts`, message: t`Wait ${wait}, then try again.` };
    case 'SERVICE_UNAVAILABLE':
      return {
        title: t`A part of the service is down`,
        message: t`Your work is not lost. Wait ${wait}, then try again.`,
      };
    case 'GRAPHQL_VALIDATION_FAILED':
    case 'BAD_USER_INPUT':
      return { title: t`This page is out of date`, message: t`Reload it to get the current version, then try again.` };
    case 'DOCUMENT_NOT_TRUSTED':
    case 'PERSISTED_QUERY_NOT_FOUND':
    case 'PERSISTED_QUERY_NOT_SUPPORTED':
      // The server is of another release; the app has tried to recover by then.
      return {
        title: t`The app is being updated`,
        message: t`Wait a minute, then try again. What you typed stays here.`,
      };
    default:
      return {
        title: t`Something went wrong on our side`,
        message: t`Try again. If it happens again, give an administrator the number of the request.`,
      };
  }
}

/** Says a time to wait in words: "a moment", "40 seconds", "3 minutes", "5 hours". */
export function waitingTime(seconds: number): string {
  if (seconds <= 0) return t`a moment`;
  if (seconds < 90) return plural(seconds, { one: '# second', other: '# seconds' });
  if (seconds <= 7200) return plural(Math.ceil(seconds / 60), { one: '# minute', other: '# minutes' });
  return plural(Math.ceil(seconds / 3600), { one: '# hour', other: '# hours' });
}

/**
 * Says what a person can correct. The server's sentences are in English, and may be more precise; in other languages
 * the code decides.
 */
export function userErrorMessage(error: UserErrorPartsFragment): string {
  if (i18n.locale === 'en') return error.message;
  return preciseMessage(error.message) ?? messageOf(error);
}

/** Says which rule a name, number or code breaks, where the server's sentence does and its code alone does not. */
function preciseMessage(message: string): string | null {
  const character = /^This has a character that can't be part of it: .*\b(U\+[0-9A-F]{4,6})\b/.exec(message)?.[1];
  if (character) return t`This has a character that can't be part of it (${character}). Remove it.`;
  switch (message) {
    case 'A name has at least one letter. Enter your full name.':
      return t`A name has at least one letter. Enter your full name.`;
    case 'No country has this code. Check the digits after the +.':
      return t`No country has this code. Check the digits after the +.`;
    case 'This phone number is too short for its country. Check its digits.':
      return t`This phone number is too short for its country. Check its digits.`;
    case 'This phone number is too long for its country. Check its digits.':
      return t`This phone number is too long for its country. Check its digits.`;
    case 'Calls to this number cost extra, so we send no codes to it. Enter a mobile phone number.':
      return t`Calls to this number cost extra, so we send no codes to it. Enter a mobile phone number.`;
    default:
      return null;
  }
}

function messageOf({ code, field, message, retryAfter }: UserErrorPartsFragment): string {
  switch (code) {
    case 'INVALID_EMAIL':
      return t`Enter an email address such as ada@example.com.`;
    case 'INVALID_NAME':
      return t`Enter your name, with at most 100 characters.`;
    case 'INVALID_PHONE_NUMBER':
      return t`Enter a phone number with its country, such as +44 20 7946 0018.`;
    case 'PASSWORD_POLICY':
      return t`This password does not meet the rules below.`;
    case 'EMAIL_DOMAIN_NOT_ALLOWED':
      return t`This email domain may not sign up here. Use your company address.`;
    case 'PHONE_COUNTRY_NOT_ALLOWED':
      return t`Phone numbers of this country can't be used here. Enter a number of another country.`;
    case 'EMAIL_TAKEN':
      return t`There is an account with this address. Sign in, or reset the password.`;
    case 'CODE_MISMATCH':
      return t`This is not the code that was sent. Check it and try again.`;
    case 'CODE_EXPIRED':
      return t`This code is too old or was used. Ask for a new one.`;
    case 'CODE_NOT_DELIVERED':
      return t`The code could not be sent. Check the phone number or email address, and try again in a minute.`;
    case 'INVALID_CREDENTIALS':
      if (field?.[0] === 'currentPassword') return t`This is not your current password.`;
      return t`Email or password is wrong. Try again, or reset the password.`;
    case 'TOO_MANY_ATTEMPTS':
      return t`Too many attempts. Wait ${waitingTime(retryAfter ?? 0)}, then try again.`;
    case 'PASSWORD_RESET_REQUIRED':
      return t`Reset your password first.`;
    case 'ACCOUNT_DISABLED':
      return t`This account is disabled. Ask an administrator.`;
    case 'INVITATION_EXPIRED':
      return t`This invitation has expired. Ask an administrator to invite you again.`;
    case 'REQUEST_BLOCKED':
      return t`This was blocked because it looks unusual. Try it from a device and a network that you have used before, or ask an administrator.`;
    case 'SIGN_IN_STEP_NOT_OFFERED':
      return t`This account needs a sign-in step that is not offered here. Ask an administrator.`;
    case 'SESSION_EXPIRED':
    case 'CHALLENGE_EXPIRED':
      return t`This took too long. Sign in again.`;
    case 'INVALID_ANSWER':
      return t`This answer does not fit. Check it and try again.`;
    case 'NOT_FOUND':
      return t`This no longer exists. Reload the page.`;
    case 'MFA_METHOD_NOT_SET_UP':
      return t`Set this method up first.`;
    case 'ACCOUNT_NOT_READY':
      return t`The account must be confirmed, or its password reset, before this can be done.`;
    case 'NOT_INVITED':
      return t`There is no invitation to send again: this person has signed in already, or has signed up.`;
    case 'INVITATION_NOT_DELIVERED':
      return t`The account exists, but its invitation could not be sent. Correct the address, or send it again in another way.`;
    case 'OWN_ACCOUNT':
      return t`You can't do this to your own account.`;
    default:
      return votingErrorMessage(code) ?? message;
  }
}

function votingErrorMessage(code: UserErrorPartsFragment['code']): string | null {
  switch (code) {
    case 'INVALID_TITLE':
      return t`Give it a title of 3 to 100 characters, on one line.`;
    case 'INVALID_SUMMARY':
      return t`Say what it is about in 10 to 2,000 characters.`;
    case 'PROJECT_NOT_FOUND':
      return t`This project no longer exists. It may have been withdrawn.`;
    case 'NOT_PROJECT_OWNER':
      return t`This project belongs to somebody else.`;
    case 'TOO_MANY_PROJECTS':
      return t`You have as many projects as one person may have. Withdraw one to pitch another.`;
    case 'POINTS_OUT_OF_RANGE':
      return t`A vote is worth 1 to 5 points.`;
    case 'POINTS_ALREADY_SPENT':
      return t`You have spent this value on another project. Choose another value, or take that vote back.`;
    case 'ALREADY_VOTED_FOR_PROJECT':
      return t`You have already voted for this project. Take that vote back to give it other points.`;
    case 'NOT_VOTED_FOR_PROJECT':
      return t`You have no vote for this project.`;
    case 'OWN_PROJECT':
      return t`This is your own project. Choose somebody else's.`;
    case 'EMAIL_NOT_VERIFIED':
      return t`Verify your email address in your profile first.`;
    case 'MAILBOX_TAKEN':
      return t`Your mailbox already votes with another spelling of its address. Sign in with that one.`;
    case 'PHONE_NUMBER_NOT_VERIFIED':
      return t`Verify your phone number in your profile first.`;
    case 'VOTING_NOT_OPEN':
      return t`Voting has not opened yet.`;
    case 'VOTING_CLOSED':
      return t`Voting has closed.`;
    default:
      return null;
  }
}
