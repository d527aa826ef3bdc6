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
