/** How a webhook comes to be: who may watch what, and what is checked before anything is sent. */
import { can, type Principal } from "../auth/principal.js";
import { type RequestContext, requirePermission, requirePrincipal } from "../auth/request-context.js";
import { destinationProblem } from "../kernel/destination.js";
import { AppError, type FieldProblem } from "../kernel/errors.js";
import { note } from "./audit-notes.js";
import { newDelivery } from "./outbox.js";
import { createWebhookSecret } from "./signature.js";
import { DEFAULT_DOCUMENT, DOCUMENT_VARIABLE, type Webhook } from "./webhook.js";
import type { NewWebhook, WebhookService, WebhookServiceDeps, WithSecret } from "./webhook.service.js";

export const createRegistration = (deps: WebhookServiceDeps): Pick<WebhookService, "create"> => ({
  create: (ctx, registration) => create(deps, ctx, registration),
});

/** Of one ability or invocation in a tenant: each end is told to all of them. */
const MAX_PER_TARGET = 10;
const MAX_DOCUMENT_LENGTH = 20_000;

const create = async (deps: WebhookServiceDeps, ctx: RequestContext, registration: NewWebhook): Promise<WithSecret> => {
  const target = await checkedTarget(deps, ctx, registration);
  const { id, tenant, roles, via } = requirePrincipal(ctx);
  const content = { url: registration.url, document: registration.document ?? DEFAULT_DOCUMENT };
  const owner: Webhook["owner"] = { id, tenant, roles, via };
  checkContent(deps, content, owner);
  if ((await deps.webhooks.countOf({ owner, ...target })) >= MAX_PER_TARGET) {
    throw new AppError("WEBHOOK_LIMIT_REACHED", { params: { limit: MAX_PER_TARGET } });
  }
  warnUnsealed(deps, ctx);
  const secret = createWebhookSecret();
  const now = deps.clock.now();
  const webhook: Webhook = {
    ...{ id: deps.newId("webhook"), owner, ...target, ...content, secret: deps.secrets.seal(secret), previousSecret: null },
    ...{ state: "ACTIVE", pauseReason: null, revision: 1, createdAt: now, updatedAt: now },
  };
  await insert(deps, ctx, webhook);
  return { webhook, secret };
};

export const warnUnsealed = ({ secrets }: Pick<WebhookServiceDeps, "secrets">, { log }: RequestContext): void => {
  if (!secrets.sealing) log.warn("SECRETS_KEY is not set: the secret of a webhook is stored as it is");
};

/** An invocation that has ended already is told of at once; one that ends meanwhile either sees the webhook or is seen here. */
const insert = (deps: WebhookServiceDeps, ctx: RequestContext, webhook: Webhook): Promise<void> =>
  deps.database.transaction(async (tx) => {
    await deps.webhooks.insert(tx, [webhook]);
    await note(deps, tx, { ctx, action: "webhook.create", before: null, after: webhook });
    const { invocationId } = webhook;
    if (invocationId === null || !(await deps.webhooks.hasEnded(tx, invocationId))) return;
    await deps.deliveries.insert(
      tx,
      newDelivery({ id: deps.newId("delivery"), webhookId: webhook.id, invocationId, now: webhook.createdAt }),
    );
    tx.afterCommit(deps.wake);
  });

const checkedTarget = async (
  deps: WebhookServiceDeps,
  ctx: RequestContext,
  { abilityId, invocationId }: NewWebhook,
): Promise<Pick<Webhook, "abilityId" | "invocationId">> => {
  if ((abilityId == null) === (invocationId == null)) {
    const problem = { en: "name exactly one of abilityId and invocationId.", zh: "abilityId 与 invocationId 必须且只能指定一个。" };
    throw new AppError("BAD_USER_INPUT", { params: { problem } });
  }
  if (abilityId != null) {
    requirePermission(ctx, "webhook:manage");
    return { abilityId: (await deps.abilities.get(ctx, { id: abilityId })).id, invocationId: null };
  }
  const id = invocationId ?? "";
  const principal = requirePermission(ctx, "invocation:read");
  const [invocation] = await deps.invocations.getMany(ctx, [id]);
  // Operators see the calls of others, but what becomes of those is told to whoever made them.
  const own = invocation?.callerId === principal.id || can(principal, "webhook:manage");
  if (!invocation || !own) throw new AppError("NOT_FOUND", { params: { id } });
  return { abilityId: null, invocationId: invocation.id };
};

/** `at` is where it stands in what the caller sent; default: it is all of that. */
type Content = Pick<Webhook, "url" | "document"> & { readonly at?: string };

/** @throws AppError BAD_USER_INPUT with the problems of each part. */
export const checkContent = (
  deps: Pick<WebhookServiceDeps, "documents" | "allowedHosts">,
  { url, document, at = "" }: Content,
  owner: Principal,
): void => {
  const refused = destinationProblem(url, deps.allowedHosts);
  const problems: FieldProblem[] = [
    ...(refused ? [{ path: "/url", code: "DESTINATION_REFUSED" as const, params: { problem: refused } }] : []),
    ...documentProblems(deps, document, owner),
  ];
  if (problems.length === 0) return;
  const fields = problems.map((one) => ({ ...one, path: at + one.path }));
  const problem = { en: "some parts of the webhook need your attention.", zh: "Webhook 的部分内容需要修改。" };
  throw new AppError("BAD_USER_INPUT", { params: { problem }, fields });
};

const MAX_PROBLEMS = 20;

const documentProblems = ({ documents }: Pick<WebhookServiceDeps, "documents">, document: string, owner: Principal): FieldProblem[] => {
  if (document.length > MAX_DOCUMENT_LENGTH) {
    const params = { comparison: { en: "at most", zh: "至多包含" }, limit: MAX_DOCUMENT_LENGTH, unit: { en: "characters", zh: "个字符" } };
    return [{ path: "/document", code: "FIELD_LENGTH", params }];
  }
  return documents()
    .check(document, { variable: DOCUMENT_VARIABLE, principal: owner })
    .slice(0, MAX_PROBLEMS)
    .map(({ line, column, message }) => ({ path: "/document", code: "DOCUMENT_INVALID", params: { line, column, problem: message } }));
};
