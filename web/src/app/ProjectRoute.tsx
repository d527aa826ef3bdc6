import { ProjectPage } from '../features/projects/ProjectPage';
import { VoteControl } from '../features/voting/VoteControl';
import { VoteTarget } from '../features/voting/VoteTarget';
import { VotingArea } from '../features/voting/VotingArea';

export default function ProjectRoute() {
  return (
    <VotingArea>
      <ProjectPage Frame={VoteTarget} Action={VoteControl} />
    </VotingArea>
  );
}
