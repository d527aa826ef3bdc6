// What both peers share: the schema of the measured documents, and resolvers over the same data and the same calls as the product's.
import { readFileSync } from 'node:fs';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { CognitoJwtVerifier } from 'aws-jwt-verify';

export const typeDefs = `#graphql
  type Query {
    viewer: Viewer
    leaderboard(first: Int! = 10): Leaderboard!
    projects(first: Int! = 20): ProjectConnection!
  }
  type Viewer { id: ID! email: String! name: String! phoneNumberVerified: Boolean! voter: Voter! }
  type Voter { remainingPoints: [Int!]! votes: [Vote!]! }
  type Vote { points: Int! project: Project! }
  type Leaderboard { totalVotes: Int! entries: [LeaderboardEntry!]! }
  type LeaderboardEntry { rank: Int! points: Int! project: Project! }
  type ProjectConnection { totalCount: Int! edges: [ProjectEdge!]! pageInfo: PageInfo! }
  type ProjectEdge { node: Project! }
  type PageInfo { hasNextPage: Boolean! }
  type Project {
    id: ID! title: String! summary: String! owner: ProjectOwner! points: Int! voteCount: Int!
    viewerIsOwner: Boolean! viewerVote: Vote
  }
  type ProjectOwner { name: String! }
`;

const poll = JSON.parse(readFileSync(process.env.BENCH_DATA, 'utf8'));
const accounts = new Map(poll.voters.map((voter) => [voter.subject, voter]));
const newest = poll.projects.map((p) => ({ ...p, owner: { name: p.ownerName }, voteCount: p.votes })).reverse();
const projects = new Map(newest.map((p) => [p.id, p]));
const ranked = newest.toReversed().sort((a, b) => b.points - a.points); // stable: the older of two first
const totalVotes = newest.reduce((sum, p) => sum + p.votes, 0);
const places = [];
for (const [i, project] of ranked.entries()) {
  const shared = i > 0 && ranked[i - 1].points === project.points;
  places.push({ rank: shared ? places[i - 1].rank : i + 1, points: project.points, project });
}

const verifier = CognitoJwtVerifier.create({
  userPoolId: process.env.COGNITO_USER_POOL_ID,
  clientId: poll.clientId,
  tokenUse: 'access',
});
verifier.cacheJwks(await (await fetch(process.env.COGNITO_JWKS_URL)).json()); // it fetches by https alone

const table = new DynamoDBClient({ requestHandler: { httpAgent: { keepAlive: true, maxSockets: 1024 } } });

/** The caller of a request, with the votes once they are read; undefined for a guest. */
export async function callerOf(authorization) {
  if (!authorization) return {};
  const { sub } = await verifier.verify(authorization.slice('Bearer '.length));
  let votes;
  const read = async () => {
    const Key = { PK: { S: `VOTER#${sub}` }, SK: { S: 'VOTER' } };
    const { Item } = await table.send(
      new GetItemCommand({ TableName: process.env.TABLE_NAME, Key, ConsistentRead: true }),
    );
    return Object.entries(Item.votes.M)
      .map(([points, vote]) => ({ points: Number(points), project: projects.get(vote.M.project.S) }))
      .sort((a, b) => b.points - a.points);
  };
  return { sub, votes: () => (votes ??= read()) };
}

export const resolvers = {
  Query: {
    viewer(_, __, caller) {
      const account = accounts.get(caller.sub);
      return account && { id: caller.sub, email: account.email, name: account.name, phoneNumberVerified: true };
    },
    leaderboard: (_, { first }) => ({ totalVotes, entries: places.slice(0, first) }),
    projects: (_, { first }) => ({
      totalCount: newest.length,
      edges: newest.slice(0, first).map((node) => ({ node })),
      pageInfo: { hasNextPage: newest.length > first },
    }),
  },
  Viewer: {
    async voter(_, __, caller) {
      const votes = await caller.votes();
      const spent = new Set(votes.map(({ points }) => points));
      return { votes, remainingPoints: [1, 2, 3, 4, 5].filter((points) => !spent.has(points)) };
    },
  },
  Project: {
    viewerIsOwner: (project, _, caller) => project.ownerId === caller.sub,
    viewerVote: async (project, _, caller) =>
      caller.sub && (await caller.votes()).find((vote) => vote.project.id === project.id),
  },
};

/** Says where the server is, as the harness expects it. */
export const listening = (url) => console.log(JSON.stringify({ msg: 'listening', address: new URL(url).host }));
