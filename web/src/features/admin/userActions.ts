import { t } from '@lingui/core/macro';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';

import type { UserErrorPartsFragment } from '../../shared/gql/graphql';
import type { ButtonKind } from '../../shared/ui/Button';
import {
  DisableUserDocument,
  EnableUserDocument,
  ResetUserMfaDocument,
  SignOutUserDocument,
  type UserPartsFragment,
} from './gql/graphql';

/** What an administrator can do to somebody's account: what is sent, and how it is described to the administrator. */
export interface UserAction {
  document: TypedDocumentNode<{ result: { userErrors: UserErrorPartsFragment[] } }, { input: { id: string } }>;
  /** What it is called in a menu, and on the button that confirms it. */
  label: () => string;
  kind: ButtonKind;
  question: () => string;
  /** What will happen, for somebody who has to decide. */
  consequence: (name: string) => string;
  done: (name: string) => string;
}

export const disable: UserAction = {
  document: DisableUserDocument,
  label: () => t`Disable the account`,
  kind: 'danger',
  question: () => t`Disable this account?`,
  consequence: (name) =>
    t`${name} is signed out everywhere and can't sign in until the account is enabled again. Projects and votes stay as they are.`,
  done: (name) => t`The account of ${name} is disabled.`,
};

export const enable: UserAction = {
  document: EnableUserDocument,
  label: () => t`Enable the account`,
  kind: 'primary',
  question: () => t`Enable this account?`,
  consequence: (name) => t`${name} can sign in again, with the same password as before.`,
  done: (name) => t`The account of ${name} is enabled.`,
};

export const resetMfa: UserAction = {
  document: ResetUserMfaDocument,
  label: () => t`Reset second factors`,
  kind: 'danger',
  question: () => t`Reset the second factors?`,
  consequence: (name) =>
    t`The password alone is then enough to sign in as ${name}, until a second factor is set up again. Do it only when you are sure who asks for it.`,
  done: (name) => t`The second factors of ${name} are reset.`,
};

export const signOut: UserAction = {
  document: SignOutUserDocument,
  label: () => t`Sign out everywhere`,
  kind: 'primary',
  question: () => t`Sign this person out everywhere?`,
  consequence: (name) => t`Every session of ${name} ends, on all devices. Signing in again is possible at once.`,
  done: (name) => t`${name} is signed out everywhere.`,
};

/** What has a dialog of its own, and what only has to be confirmed. */
export type UserTask = 'correct' | 'invite again' | 'delete' | UserAction;

/**
 * What can be done to an account as it is now. Administrators can do nothing to their own: the profile is there for
 * that, and nobody can lock themselves out.
 */
export function tasksFor(user: UserPartsFragment, own: boolean): UserTask[] {
  if (own) return [];
  const invited = user.status === 'FORCE_CHANGE_PASSWORD';
  return [
    ...(invited ? (['invite again'] as const) : []),
    'correct',
    user.enabled ? disable : enable,
    ...(invited ? [] : [resetMfa, signOut]), // nobody has signed in
    'delete',
  ];
}

/** What a task is called in a menu. */
export function taskName(task: UserTask): string {
  switch (task) {
    case 'correct':
      return t`Correct name, email or phone`;
    case 'invite again':
      return t`Send the invitation again`;
    case 'delete':
      return t`Delete the account`;
    default:
      return task.label();
  }
}
