/** The HTML of the explorer pages, in English and Chinese. No page holds an inline script or style. */
import type { Language } from "../kernel/errors.js";
import type { AssetNames } from "./explorer-assets.js";
import type { ExplorerSample } from "./explorer-samples.js";

/** What a page needs to know to be drawn. */
export interface PageFacts {
  readonly language: Language;
  /** Path prefix of all links: `""`, or the path of PUBLIC_URL without its last slash. */
  readonly basePath: string;
  readonly httpUrl: string;
  readonly socketUrl: string;
  /** Which explorers are served. */
  readonly graphiql: boolean;
  readonly sandbox: boolean;
  readonly developmentSignIn: boolean;
  readonly samples: readonly [ExplorerSample, ...ExplorerSample[]];
  readonly assets: AssetNames;
}

/** Apollo's documented embeddable build. */
export const SANDBOX_SCRIPT_URL = "https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js";

export const choicePage = (facts: PageFacts): string => {
  const say = (en: string, zh: string): string => (facts.language === "zh" ? zh : en);
  const card = (path: string, title: string, text: string): string =>
    `<a class="card" href="${facts.basePath}/${path}"><b>${title}</b>${text}</a>`;
  const signIn = facts.developmentSignIn
    ? say("Development sign-in is on: no token is needed from this machine.", "开发登录已开启：在本机访问无需令牌。")
    : say("Send the header <code>Authorization: Bearer …</code>.", "请发送请求头 <code>Authorization: Bearer …</code>。");
  return shell(
    facts,
    { title: "Ability Gateway" },
    `<main>
<h1>Ability Gateway</h1>
<p class="lead">${say("Invoke the platform’s AI abilities over GraphQL and follow them live.", "通过 GraphQL 调用平台的 AI 能力，并实时跟踪执行过程。")}</p>
<div class="cards">
${facts.graphiql ? card("graphiql", "GraphiQL", say("Served from this process. Works without internet.", "由本服务提供，无需访问外网。")) : ""}
${facts.sandbox ? card("sandbox", "Apollo Sandbox", say("Apollo’s explorer, loaded from its CDN. Needs internet.", "Apollo 官方探索器，从其 CDN 加载，需要访问外网。")) : ""}
</div>
<dl>
<dt>HTTP</dt><dd><code>${escapeHtml(facts.httpUrl)}</code></dd>
<dt>WebSocket</dt><dd><code>${escapeHtml(facts.socketUrl)}</code> <small>graphql-transport-ws</small></dd>
<dt>${say("Sign-in", "登录")}</dt><dd>${signIn}</dd>
<dt>${say("Operations", "运维")}</dt><dd><a href="${facts.basePath}/health/ready">/health/ready</a> · <a href="${facts.basePath}/metrics">/metrics</a></dd>
</dl>
</main>`,
  );
};

export const graphiqlPage = (facts: PageFacts): string => {
  const { assets } = facts;
  const headers = facts.developmentSignIn ? undefined : JSON.stringify({ Authorization: "Bearer " }, null, 2);
  const settings = {
    // The page talks to the origin it came from, whatever that is called outside.
    httpUrl: `${facts.basePath}/graphql`,
    socketUrl: facts.socketUrl,
    headers,
    tools: headers === undefined ? "variables" : "headers",
    tabs: facts.samples.map((sample) => ({ ...sample, ...(headers === undefined ? {} : { headers }) })),
  };
  return shell(
    facts,
    {
      title: "GraphiQL · Ability Gateway",
      full: true,
      styles: [assets.graphiqlStyle],
      scripts: [assets.react, assets.reactDom, assets.graphqlWs, assets.graphiql, assets.graphiqlStart],
      settings,
    },
    `<div id="explorer"></div>`,
  );
};

export const sandboxPage = (facts: PageFacts): string => {
  const say = (en: string, zh: string): string => (facts.language === "zh" ? zh : en);
  const [sample] = facts.samples;
  const sandbox = {
    initialEndpoint: facts.httpUrl,
    initialSubscriptionEndpoint: facts.socketUrl,
    endpointIsEditable: false,
    hideCookieToggle: true,
    runTelemetry: false,
    allowDynamicStyles: false,
    initialState: {
      document: sample.query,
      ...(sample.variables === undefined ? {} : { variables: JSON.parse(sample.variables) as unknown }),
      includeCookies: false,
      pollForSchemaUpdates: false,
    },
  };
  const link = `<a href="${facts.basePath}/graphiql">GraphiQL</a>`;
  return shell(
    facts,
    {
      title: "Apollo Sandbox · Ability Gateway",
      full: true,
      scripts: [facts.assets.sandboxStart],
      settings: { scriptUrl: SANDBOX_SCRIPT_URL, sandbox },
    },
    `<div id="notice" class="notice" role="status">
<p class="waiting">${say("Loading Apollo Sandbox from its CDN…", "正在从 CDN 加载 Apollo Sandbox……")}</p>
<p class="failure">${say(
      `Apollo Sandbox could not be loaded: this network does not reach Apollo’s CDN. Use ${link} instead; it is served from here.`,
      `无法加载 Apollo Sandbox：当前网络无法访问 Apollo 的 CDN。请改用由本服务提供的 ${link}。`,
    )}</p>
</div>
<div id="explorer"></div>`,
  );
};

interface Shell {
  readonly title: string;
  /** The explorer fills the window. */
  readonly full?: boolean;
  readonly styles?: readonly string[];
  readonly scripts?: readonly string[];
  readonly settings?: object;
}

const shell = ({ language, basePath, assets }: PageFacts, page: Shell, body: string): string => {
  const asset = (name: string): string => `${basePath}/assets/${name}`;
  const styles = [...(page.styles ?? []), assets.pageStyle].map((name) => `<link rel="stylesheet" href="${asset(name)}">`);
  const scripts = (page.scripts ?? []).map((name) => `<script src="${asset(name)}"></script>`);
  // `<` could end the block early.
  const settings = page.settings
    ? [`<script type="application/json" id="settings">${JSON.stringify(page.settings).replaceAll("<", "\\u003c")}</script>`]
    : [];
  return `<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${page.title}</title>
${styles.join("\n")}
</head>
<body${page.full ? ' class="full"' : ""}>
${[body, ...settings, ...scripts].join("\n")}
</body>
</html>
`;
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
