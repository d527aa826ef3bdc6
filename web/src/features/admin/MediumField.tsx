import { useLingui } from '@lingui/react/macro';
import type { ComponentProps } from 'react';

import { z } from '../../shared/forms/zod';
import { Select } from '../../shared/ui/Select';

/** How an invitation can be sent. */
export const medium = z.enum(['EMAIL', 'SMS']);

/** Asks how to send an invitation. */
export function MediumField(field: Omit<ComponentProps<typeof Select>, 'label' | 'children'>) {
  const { t } = useLingui();
  return (
    <Select label={t`Send the invitation`} {...field}>
      <option value="EMAIL">{t`by email`}</option>
      <option value="SMS">{t`by text message`}</option>
    </Select>
  );
}
