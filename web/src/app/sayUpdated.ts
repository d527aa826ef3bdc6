import { t } from '@lingui/core/macro';

import { hasStartedOver } from '../shared/startOver';
import { showToast } from '../shared/ui/toasts';

/** Says that the app has reloaded itself, where no form that shows what was typed says so. */
export function sayUpdated(): void {
  if (hasStartedOver()) showToast(t`The app was updated. If what you did last is not there, please do it again.`);
}
