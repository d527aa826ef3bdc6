import { languages, type Locale } from '../shared/i18n/i18n';
import { type FirstScreen, firstScreen } from './firstScreen';

/** A page with a document of its own, which shows its first screen and asks at once for the scripts and texts that it needs. */
interface Entrance {
  /** Its address, as the router has it. */
  page: string;
  /** The page that is drawn, and its script. */
  script: string;
  /** The folders of its texts. */
  texts: string[];
}

const features = (...names: string[]) => ['src/shared/locales', ...names.map((name) => `src/features/${name}/locales`)];

/** The pages that people come in by. The others begin with what is around every page. */
export const entrances: Entrance[] = [
  { page: '/', script: 'src/app/LandingRoute.tsx', texts: ['src/features/landing/locales'] },
  { page: '/projects', script: 'src/app/ProjectsRoute.tsx', texts: features('projects', 'voting') },
  { page: '/projects/$projectId', script: 'src/app/ProjectRoute.tsx', texts: features('projects', 'voting') },
  { page: '/leaderboard', script: 'src/features/leaderboard/LeaderboardPage.tsx', texts: features('leaderboard') },
  { page: '/sign-up', script: 'src/features/accounts/SignUpPage.tsx', texts: features('accounts') },
  { page: '/sign-in', script: 'src/features/accounts/SignInPage.tsx', texts: features('accounts') },
];

export interface Drawn extends FirstScreen {
  entrance: Entrance | null;
  locale: Locale;
}

/** Draws them all, one after another: there is one language at a time. */
export const firstScreens: Drawn[] = [];
for (const locale of Object.keys(languages) as Locale[]) {
  for (const entrance of [null, ...entrances])
    firstScreens.push({
      entrance,
      locale,
      ...(await firstScreen(entrance?.page.replace(/\$\w+/, 'x') ?? null, locale)),
    });
}
