import { repository } from './paths';

/**
 * The command that builds Go programs with the settings of the image (Dockerfile): what is tested is what ships. Go then also compiles
 * each package once for all of them.
 */
export function goBuild(
  ...args: string[]
): [file: string, args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }] {
  return [
    'go',
    ['build', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w', ...args],
    { cwd: repository, env: { ...process.env, CGO_ENABLED: '0' } },
  ];
}
