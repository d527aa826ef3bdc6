import { type Example, example, userErrors } from './example';

const project = `id
    title
    points
    voteCount
    owner {
      name
    }`;

/** Pitching and voting. Both need a verified email address: see RequestVerification. */
export const votingExamples: Example[] = [
  example(
    `
# The projects, a page at a time. For the next page,
# put pageInfo.endCursor into the variable after.
query Projects($after: Cursor) {
  projects(first: 10, orderBy: NEWEST, after: $after) {
    totalCount
    edges {
      node {
        id
        title
        points
        viewerIsOwner
        viewerVote {
          points
        }
        owner {
          name
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

query Project($id: ID!) {
  project(id: $id) {
    ${project}
    summary
  }
}`,
    { after: null, id: '' },
  ),

  example(
    `
# Pitches a project of yours. The clientMutationId
# makes it safe to send again: it is created once.
mutation CreateProject($pitch: CreateProjectInput!) {
  createProject(input: $pitch) {
    project {
      id
    }
    ${userErrors}
  }
}

mutation UpdateProject($change: UpdateProjectInput!) {
  updateProject(input: $change) {
    project {
      title
      summary
    }
    ${userErrors}
  }
}

mutation WithdrawProject($withdrawal: WithdrawProjectInput!) {
  withdrawProject(input: $withdrawal) {
    withdrawnId
    ${userErrors}
  }
}`,
    {
      pitch: {
        title: 'A quiet room on each floor',
        summary: 'A small room to rest in for a quarter of an hour.',
        clientMutationId: 'pitch-1',
      },
      change: { id: '', title: 'A quiet room' },
      withdrawal: { id: '' },
    },
  ),

  example(
    `
# Spends one of your five values, 1 to 5, on a project;
# MoveVote gives a value to another project, wherever it is;
# RetractVote gives the value back.
mutation CastVote($vote: CastVoteInput!) {
  castVote(input: $vote) {
    vote {
      points
      project {
        title
        points
      }
    }
    voter {
      remainingPoints
    }
    ${userErrors}
  }
}

mutation MoveVote($move: MoveVoteInput!) {
  moveVote(input: $move) {
    vote {
      points
      project {
        title
        points
      }
    }
    from {
      title
      points
    }
    ${userErrors}
  }
}

mutation RetractVote($retraction: RetractVoteInput!) {
  retractVote(input: $retraction) {
    voter {
      remainingPoints
    }
    ${userErrors}
  }
}`,
    {
      vote: { projectId: '', points: 5, clientMutationId: 'vote-1' },
      move: { projectId: '', points: 5, clientMutationId: 'move-1' },
      retraction: { projectId: '' },
    },
  ),

  example(`
# The projects by points.
query Leaderboard {
  leaderboard(first: 10) {
    totalVotes
    closesAt
    entries {
      rank
      points
      project {
        title
      }
    }
  }
}`),

  example(`
# The same, sent again whenever it changes, until you
# press the button again. Vote in another window.
subscription LiveLeaderboard {
  leaderboard(first: 5) {
    totalVotes
    entries {
      rank
      points
      project {
        title
      }
    }
  }
}`),
];
