import fastify from 'fastify';
import mercurius from 'mercurius';
import { callerOf, listening, resolvers, typeDefs } from './poll.js';

const app = fastify({ logger: false });
app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  jit: 1, // compiled from the first repetition on
  context: (request) => callerOf(request.headers.authorization),
});
listening(await app.listen({ host: '127.0.0.1', port: 0 }));
