import { cacheRules as profile } from '../features/profile/cache';
import type { CacheRules } from '../shared/api/cache';

/** What features add to the cache, one line each. */
export const cacheRules: CacheRules[] = [profile];
