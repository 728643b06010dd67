/**
 * Coze Studio for people: the page, registering and signing in, tokens, and the pages for admins
 * (`reference/deploy.md` §1.9, `reference/coze-api.md` §3.3).
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { bindToken, sessionCookie, sessionIn, tokenBody } from "./account-bodies.js";
import type { User } from "./account-store.js";
import { bindObject, requiredString } from "./bind.js";
import { type Exchange, exchangeOf, sendData, sendFailure, sendJson } from "./exchange.js";
import { CODES } from "./failures.js";

const TOKENS = "/api/permission_api/pat";

export function addStudioAccountRoutes(app: FastifyInstance): void {
  for (const path of ["/", "/sign"]) app.get(path, async (_request, reply) => reply.type("text/html; charset=utf-8").send(PAGE));
  app.post("/api/passport/web/email/register/v2/", register);
  app.post("/api/passport/web/email/login/", signIn);
  app.post(`${TOKENS}/create_personal_access_token_and_permission`, createToken);
  app.get(`${TOKENS}/list_personal_access_tokens`, listTokens);
  app.post(`${TOKENS}/delete_personal_access_token_and_permission`, deleteToken);
  app.all("/api/admin/*", adminPage);
}

const PAGE = '<!doctype html>\n<html><head><title>Coze Studio</title></head><body><div id="root"></div></body></html>\n';

/** The e-mail check and the insert are one here; a real server may answer HTTP 500 when two register at once. */
async function register(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const { studio, settings } = exchange.world;
  if (!settings.registration) return sendFailure(exchange, { code: CODES.registrationClosed, message: "user registration is disabled" });
  const body = bindObject(request.body);
  const user = studio.register({ email: requiredString(body, "email"), password: requiredString(body, "password") });
  return user === undefined ? sendFailure(exchange, { code: CODES.emailTaken, message: "email already exist" }) : welcome(exchange, user);
}

async function signIn(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const body = bindObject(request.body);
  const user = exchange.world.studio.signIn(requiredString(body, "email"), requiredString(body, "password"));
  return user === undefined
    ? sendFailure(exchange, { code: CODES.wrongPassword, message: "email or password invalid" })
    : welcome(exchange, user);
}

/** Registering signs in as well. */
function welcome(exchange: Exchange, user: User): FastifyReply {
  exchange.reply.header("set-cookie", sessionCookie(exchange.world.studio.openSession(user)));
  const { id, email, name } = user;
  return sendData(exchange, { user_id_str: id, name, user_unique_name: name, email, avatar_url: "", screen_name: name });
}

/** Whose cookie it is; the call got here, so there is one. */
function visitor({ world }: Exchange, request: FastifyRequest): User {
  const user = world.studio.userOf(sessionIn(request.headers.cookie));
  if (user === undefined) throw new Error("a call without a session reached a route that needs one");
  return user;
}

async function createToken(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const wanted = bindToken(bindObject(request.body));
  const { record, token } = exchange.world.studio.createToken(visitor(exchange, request), wanted);
  return sendData(exchange, { personal_access_token: tokenBody(record), token });
}

async function listTokens(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const records = exchange.world.studio.tokensOf(visitor(exchange, request));
  return sendData(exchange, { personal_access_tokens: records.map(tokenBody), has_more: false });
}

async function deleteToken(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const id = requiredString(bindObject(request.body), "id");
  const isDeleted = exchange.world.studio.deleteToken(visitor(exchange, request), id);
  return isDeleted ? sendData(exchange, {}) : sendFailure(exchange, { code: CODES.operationFailed, message: "token not found" });
}

/** With no admin named, an early 0.5 lets everybody in who is signed in: the trap that a proxy has to close. */
async function adminPage(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const { admins } = exchange.world.settings;
  const isAdmin = admins.length === 0 || admins.includes(visitor(exchange, request).email);
  if (isAdmin) return sendData(exchange, { configuration: { admin_emails: admins.join(","), disable_user_registration: false } });
  return sendJson(exchange, 403, { code: 403, msg: "permission denied" });
}
