/**
 * Coze Loop for people: registering, signing in, their space and their tokens (`reference/deploy.md` §2.9,
 * `reference/coze-loop.md` §12), and the ping that shows that it is up.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { bindToken, sessionCookie, sessionIn, tokenBody } from "./account-bodies.js";
import type { User } from "./account-store.js";
import { bindObject, optionalString, requiredString } from "./bind.js";
import { type Exchange, exchangeOf } from "./exchange.js";
import { LOOP_CODES, refuseLoop, refuseStranger, sendLoop } from "./loop-replies.js";
import type { JsonRecord } from "./wire-json.js";

const USERS = "/api/foundation/v1/users";
const TOKENS = "/api/auth/v1/personal_access_tokens";

/** Loop has no switch that closes registration. */
export function addLoopAccountRoutes(app: FastifyInstance): void {
  app.get("/ping", async (_request, reply) => reply.send({ message: "pong" }));
  app.post(`${USERS}/register`, register);
  app.post(`${USERS}/login_by_password`, signIn);
  app.get(
    `${USERS}/session`,
    asVisitor(async (exchange, user) => sendLoop(exchange, { user_info: userBody(user) })),
  );
  app.post(
    "/api/foundation/v1/spaces/list",
    asVisitor(async (exchange, user) => sendLoop(exchange, { spaces: [spaceBody(user)], total: 1 })),
  );
  app.post(TOKENS, asVisitor(createToken));
  app.post(
    `${TOKENS}/list`,
    asVisitor(async (exchange, user) => sendLoop(exchange, { personal_access_tokens: exchange.world.loop.tokensOf(user).map(tokenBody) })),
  );
  app.delete(`${TOKENS}/:id`, asVisitor(deleteToken));
}

async function register(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const body = bindObject(request.body);
  const name = optionalString(body, "name");
  const account = { email: requiredString(body, "email"), password: requiredString(body, "password"), ...(name && { name }) };
  const user = exchange.world.loop.register(account);
  return user === undefined ? refuseLoop(exchange, LOOP_CODES.invalidParameter, "email already exists") : welcome(exchange, user);
}

async function signIn(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const body = bindObject(request.body);
  const user = exchange.world.loop.signIn(requiredString(body, "email"), requiredString(body, "password"));
  return user === undefined ? refuseLoop(exchange, LOOP_CODES.invalidParameter, "password is wrong") : welcome(exchange, user);
}

function welcome(exchange: Exchange, user: User): FastifyReply {
  exchange.reply.header("set-cookie", sessionCookie(exchange.world.loop.openSession(user)));
  return sendLoop(exchange, { user_info: userBody(user) });
}

type VisitorRoute = (exchange: Exchange, user: User, request: FastifyRequest) => Promise<FastifyReply>;

function asVisitor(route: VisitorRoute): (request: FastifyRequest) => Promise<FastifyReply> {
  return async (request) => {
    const exchange = exchangeOf(request);
    const user = exchange.world.loop.userOf(sessionIn(request.headers.cookie));
    return user === undefined ? refuseStranger(exchange) : route(exchange, user, request);
  };
}

async function createToken(exchange: Exchange, user: User, { body }: FastifyRequest): Promise<FastifyReply> {
  const { record, token } = exchange.world.loop.createToken(user, bindToken(bindObject(body)));
  return sendLoop(exchange, { personal_access_token: tokenBody(record), token });
}

async function deleteToken(exchange: Exchange, user: User, { params }: FastifyRequest): Promise<FastifyReply> {
  const { id } = params as { id: string };
  return exchange.world.loop.deleteToken(user, id)
    ? sendLoop(exchange)
    : refuseLoop(exchange, LOOP_CODES.invalidParameter, "token not found");
}

function userBody({ id, email, name }: User): JsonRecord {
  return { user_id: id, name, nick_name: name, avatar_url: "", email };
}

function spaceBody({ id, name, spaceId }: User): JsonRecord {
  return { id: spaceId, name: `${name}'s space`, description: "", space_type: 1, owner_user_id: id };
}
