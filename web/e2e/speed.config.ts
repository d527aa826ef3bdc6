import config from './playwright.config';

/** What `npm run speed` runs; it needs a build of the app. */
export default { ...config, testMatch: 'speed.measure.ts', workers: 1 };
