import { i18n } from '@lingui/core';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach } from 'vitest';

import { messages } from '../locales/en.po';
import { messages as shared } from '../shared/locales/en.po';
import { patienceMs } from './eventually';

configure({ asyncUtilTimeout: patienceMs });

beforeEach(() => {
  i18n.load('en', { ...messages, ...shared });
  i18n.activate('en');
});

afterEach(cleanup);
