import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { ComponentType } from 'react';

import { BallotIcon, BarsIcon, BulbIcon } from '../shared/ui/icons';

export interface NavigationItem {
  to: string;
  label: MessageDescriptor;
  /** Its icon at the foot of a narrow screen. */
  icon?: ComponentType<{ className?: string }>;
  /** Who sees it; null: everybody. */
  only: 'signedIn' | 'admin' | null;
}

/** The main ways through the app, in the header, and at the foot of a narrow screen: a line for each page that there is. */
export const mainNavigation: NavigationItem[] = [
  { to: '/projects', label: msg`Projects`, icon: BulbIcon, only: null },
  { to: '/leaderboard', label: msg`Leaderboard`, icon: BarsIcon, only: null },
  { to: '/votes', label: msg`My votes`, icon: BallotIcon, only: 'signedIn' },
];

/** What is in the menu of the account, above signing out. */
export const accountNavigation: NavigationItem[] = [
  { to: '/profile', label: msg`Profile`, only: 'signedIn' },
  { to: '/admin/users', label: msg`Administration`, only: 'admin' },
];

/** The items that somebody sees; `groups` is null when nobody is signed in. */
export function visible(items: NavigationItem[], groups: readonly string[] | null): NavigationItem[] {
  return items.filter(({ only }) => only === null || (groups && (only === 'signedIn' || groups.includes('admin'))));
}
