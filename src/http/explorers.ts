/** The pages for people: the choice at `/`, GraphiQL from our own files, and Apollo Sandbox, each with its own policy. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { languageOf } from "../auth/request-context.js";
import { registerAssets } from "./explorer-assets.js";
import { choicePage, graphiqlPage, type PageFacts, sandboxPage } from "./explorer-pages.js";
import { EXPLORER_SAMPLES, type ExplorerSample } from "./explorer-samples.js";

export interface ExplorerOptions {
  /** Whether callers on this machine need no token; the pages say so. */
  readonly developmentSignIn: boolean;
  /** Which of the two are served. Default both. */
  readonly graphiql?: boolean;
  readonly sandbox?: boolean;
  /** What the explorers show at first; default: list, invoke and follow an ability. */
  readonly samples?: readonly [ExplorerSample, ...ExplorerSample[]];
}

export const registerExplorers = (app: FastifyInstance, options: ExplorerOptions & { readonly publicUrl: string | undefined }): void => {
  const assets = registerAssets(app);
  const served = { graphiql: options.graphiql ?? true, sandbox: options.sandbox ?? true };
  const page = (path: string, draw: (facts: PageFacts) => string, policy: (socketOrigin: string) => string): void => {
    app.get(path, async (request, reply) => {
      const address = addressOf(request, options.publicUrl);
      const facts: PageFacts = {
        ...address,
        assets,
        language: languageOf(request.headers["accept-language"]),
        developmentSignIn: options.developmentSignIn,
        samples: options.samples ?? EXPLORER_SAMPLES,
        ...served,
      };
      reply.type("text/html; charset=utf-8").header("vary", "Accept-Language");
      reply.header("content-security-policy", policy(new URL(address.socketUrl).origin));
      return draw(facts);
    });
  };
  // Asked for by browsers, and by Apollo's script, which fetches an icon from outside when there is none.
  app.get("/favicon.ico", async (_, reply) => reply.code(204).header("cache-control", "public, max-age=86400").send());
  page("/", choicePage, () => policyOf({}));
  if (served.graphiql) page("/graphiql", graphiqlPage, (sockets) => policyOf({ ...GRAPHIQL_POLICY, "connect-src": `'self' ${sockets}` }));
  if (served.sandbox) page("/sandbox", sandboxPage, (sockets) => policyOf({ ...SANDBOX_POLICY, "connect-src": `'self' ${sockets}` }));
};

type Address = Pick<PageFacts, "basePath" | "httpUrl" | "socketUrl">;

/** PUBLIC_URL when it is set, else the address the browser used. */
const addressOf = (request: FastifyRequest, publicUrl: string | undefined): Address => {
  const base = new URL(publicUrl ?? `${request.protocol}://${URL.canParse(`http://${request.host}`) ? request.host : "localhost"}`);
  const basePath = base.pathname.replace(/\/+$/, "");
  const httpUrl = `${base.origin}${basePath}/graphql`;
  return { basePath, httpUrl, socketUrl: httpUrl.replace(/^http/, "ws") };
};

/** Everything from our own port and nothing else; a page adds what it cannot do without. */
const BASE_POLICY = {
  "default-src": "'self'",
  "img-src": "'self' data:",
  "object-src": "'none'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
} as const;

/** Its fonts are inside its style sheet. */
const GRAPHIQL_POLICY = { "font-src": "'self' data:" } as const;

const SANDBOX_POLICY = {
  "script-src": "'self' https://embeddable-sandbox.cdn.apollographql.com",
  "frame-src": "https://sandbox.embed.apollographql.com",
} as const;

const policyOf = (directives: Readonly<Record<string, string>>): string =>
  Object.entries({ ...BASE_POLICY, ...directives })
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
