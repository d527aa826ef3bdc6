import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { ComponentType } from 'react';

export interface NavigationItem {
  to: string;
  label: MessageDescriptor;
  /** Its picture at the foot of a narrow screen. */
  icon?: ComponentType<{ className?: string }>;
  /** Who sees it; null: everybody. */
  only: 'signedIn' | 'admin' | null;
}

/** The main ways through the app, in the header, and at the foot of a narrow screen: a line for each page that there is. */
export const mainNavigation: NavigationItem[] = [];

/** What is in the menu of the account, above signing out. */
export const accountNavigation: NavigationItem[] = [{ to: '/profile', label: msg`Profile`, only: 'signedIn' }];

/** The items that somebody sees; `groups` is null when nobody is signed in. */
export function visible(items: NavigationItem[], groups: readonly string[] | null): NavigationItem[] {
  return items.filter(({ only }) => only === null || (groups && (only === 'signedIn' || groups.includes('admin'))));
}
