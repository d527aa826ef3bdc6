// @vitest-environment jsdom
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';

import { renderInApp } from '../../test/render';
import { OtpField } from './OtpField';

function Form({ onComplete }: { onComplete: (code: string) => void }) {
  const [code, setCode] = useState('');
  return <OtpField label="Code" value={code} onChange={setCode} onComplete={onComplete} />;
}

function setUp() {
  const onComplete = vi.fn<(code: string) => void>();
  renderInApp(<Form onComplete={onComplete} />);
  return { user: userEvent.setup(), input: screen.getByLabelText<HTMLInputElement>('Code'), onComplete };
}

test('a code is pasted as messages write it', async () => {
  const { user, input, onComplete } = setUp();
  await user.click(input);
  await user.paste(' 123-456 ');
  expect(input.value).toBe('123456');
  expect(onComplete).toHaveBeenCalledExactlyOnceWith('123456');
});

test.each([
  ['\u0661\u0662\u0663\u0664\u0665\u0666', 'Arabic digits'],
  ['\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6', 'Persian digits'],
  ['\uff11\uff12\uff13\uff14\uff15\uff16', 'full-width digits'],
  ['\u202d123\u00a0456\u202c\r\n', 'marks and white space'],
  ['123\u2011456.', 'punctuation'],
])('a code is pasted as %j (%s)', async (pasted) => {
  const { user, input, onComplete } = setUp();
  await user.click(input);
  await user.paste(pasted);
  expect(input.value).toBe('123456');
  expect(onComplete).toHaveBeenCalledExactlyOnceWith('123456');
});

test('a code is typed on an Arabic keyboard', async () => {
  const { user, input } = setUp();
  await user.type(input, '\u0660\u0660\u0660\u0667\u0661\u0669');
  expect(input.value).toBe('000719');
});

test('digits are typed and taken back; nothing else gets in', async () => {
  const { user, input, onComplete } = setUp();
  await user.type(input, '12x3{Backspace}45678');
  expect(input.value).toBe('124567');
  expect(onComplete).toHaveBeenCalledExactlyOnceWith('124567');
});

test('the device may fill the code of a message in', () => {
  const { input } = setUp();
  expect(input.autocomplete).toBe('one-time-code');
  expect(input.inputMode).toBe('numeric');
});
