import { ProjectsPage } from '../features/projects/ProjectsPage';
import { VoteControl } from '../features/voting/VoteControl';
import { VoteTarget } from '../features/voting/VoteTarget';
import { VotingArea } from '../features/voting/VotingArea';

export default function ProjectsRoute() {
  return (
    <VotingArea>
      <ProjectsPage Frame={VoteTarget} Action={VoteControl} />
    </VotingArea>
  );
}
