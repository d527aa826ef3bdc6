// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import decodeQR from 'qr/decode.js';
import { expect, test, vi } from 'vitest';

import { QrCode } from './QrCode';

/** What a scanner reads: the picture's own shapes, four pixels a module. */
function scan(svg: Element): string {
  const size = Number(svg.getAttribute('viewBox')?.split(' ')[2]);
  const scale = 4;
  const width = size * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  const path = svg.querySelector('path')?.getAttribute('d') ?? '';
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < scale; row += 1) {
      for (let column = 0; column < scale; column += 1) {
        const pixel = ((Number(y) * scale + row) * width + Number(x) * scale + column) * 4;
        data.fill(0, pixel, pixel + 3);
      }
    }
  }
  return decodeQR({ width, height: width, data });
}

test.each([
  'otpauth://totp/Unicorn%20Pursuit:ada@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Unicorn%20Pursuit',
  `otpauth://totp/Unicorn%20Pursuit:${'long'.repeat(60)}@example.com?secret=${'JBSWY3DPEHPK3PXP'.repeat(4)}&issuer=Unicorn%20Pursuit`,
])('a scanner reads the text from the picture, whose name says what it is: %s', async (text) => {
  render(<QrCode text={text} label="QR code" />);
  expect(scan(await screen.findByRole('img', { name: 'QR code' }))).toBe(text);
});

test('another text has another picture', async () => {
  const { rerender } = render(<QrCode text="first" label="QR code" />);
  await screen.findByRole('img');
  rerender(<QrCode text="second" label="QR code" />);
  expect(scan(await screen.findByRole('img'))).toBe('second');
});

test('a text that fits in no code leaves nothing behind', async () => {
  const { container } = render(<QrCode text={'x'.repeat(5000)} label="QR code" />);
  await vi.waitFor(() => {
    expect(container.innerHTML).toBe('');
  });
});
