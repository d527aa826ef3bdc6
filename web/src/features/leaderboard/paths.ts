// Pages of another feature, whose routes this one does not know.
export const projectPath = '/projects/$projectId' as string;
export const newProjectPath = '/projects/new' as string;
