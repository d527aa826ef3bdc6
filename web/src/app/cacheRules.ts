import { cacheRules as leaderboard } from '../features/leaderboard/cache';
import { cacheRules as profile } from '../features/profile/cache';
import { cacheRules as projects } from '../features/projects/cache';
import { cacheRules as voting } from '../features/voting/cache';
import type { CacheRules } from '../shared/api/cache';

/** What features add to the cache, one line each. */
export const cacheRules: CacheRules[] = [leaderboard, profile, projects, voting];
