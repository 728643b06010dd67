/**
 * The few lines of browser code and style behind the explorer pages. They are text, because they run elsewhere. Each
 * page hands its settings over in a JSON block with the id `settings`; no page runs an inline script.
 */

/** Subscriptions go over graphql-transport-ws with the token of the headers tab, everything else over POST. */
export const GRAPHIQL_SCRIPT = `"use strict";
(() => {
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const clients = new Map();

  const authorizationIn = (headers) => {
    const name = Object.keys(headers).find((key) => key.toLowerCase() === "authorization");
    return name && headers[name];
  };

  const clientFor = (headers) => {
    const authorization = authorizationIn(headers) || "";
    if (!clients.has(authorization)) {
      const connectionParams = authorization ? { authorization } : {};
      clients.set(authorization, graphqlWs.createClient({ url: settings.socketUrl, connectionParams, retryAttempts: 3 }));
    }
    return clients.get(authorization);
  };

  const isSubscription = (params, document) => {
    const operations = document ? document.definitions.filter((node) => node.kind === "OperationDefinition") : [];
    const chosen = operations.find((node) => !params.operationName || (node.name && node.name.value === params.operationName));
    return Boolean(chosen) && chosen.operation === "subscription";
  };

  const explain = (problem) => {
    if (problem && typeof problem.code === "number") throw new Error("The WebSocket was closed: " + problem.code + " " + problem.reason);
    if (problem instanceof Event) throw new Error("The WebSocket could not be opened.");
    throw problem;
  };

  const follow = (params, headers) => {
    const events = clientFor(headers).iterate(params);
    return {
      next: () => events.next().catch(explain),
      return: () => events.return(),
      [Symbol.asyncIterator]() { return this; },
    };
  };

  const send = async (params, headers) => {
    const response = await fetch(settings.httpUrl, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json, application/json", ...headers },
      body: JSON.stringify(params),
    });
    return response.json();
  };

  const fetcher = (params, options) => {
    const headers = (options && options.headers) || {};
    return isSubscription(params, options && options.documentAST) ? follow(params, headers) : send(params, headers);
  };

  // GraphiQL takes the first tab's query from the tabs, but its variables and headers only from here.
  const isFirstVisit = localStorage.getItem("graphiql:tabState") === null;
  const props = {
    fetcher,
    defaultTabs: settings.tabs,
    defaultHeaders: settings.headers,
    defaultEditorToolsVisibility: settings.tools,
    variables: isFirstVisit ? settings.tabs[0].variables : undefined,
    headers: localStorage.getItem("graphiql:headers") || settings.headers,
  };
  ReactDOM.createRoot(document.getElementById("explorer")).render(React.createElement(GraphiQL, props));
})();
`;

/** Loads Apollo's script itself, so that a network that swallows packets shows the notice instead of a blank page. */
export const SANDBOX_SCRIPT = `"use strict";
(() => {
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const notice = document.getElementById("notice");
  const giveUp = () => notice.classList.add("failed");
  const patience = setTimeout(giveUp, 8000);
  const script = document.createElement("script");
  script.src = settings.scriptUrl;
  script.onerror = () => { clearTimeout(patience); giveUp(); };
  script.onload = () => {
    clearTimeout(patience);
    notice.remove();
    new window.EmbeddedSandbox({ target: "#explorer", ...settings.sandbox });
  };
  document.head.append(script);
})();
`;

export const PAGE_STYLE = `:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d9dee5; --paper: #f6f8fa; --card: #fff; --accent: #0b5cad; --warn: #8a4b00; --warn-paper: #fff4e0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa6b5; --line: #323b47; --paper: #14181d; --card: #1c2229; --accent: #6db3ff; --warn: #ffc46b; --warn-paper: #33270f; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: var(--ink); background: var(--paper); }
body.full { height: 100vh; overflow: hidden; }
body.full #explorer, body.full #explorer iframe { width: 100%; height: 100%; border: 0; }
main { max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .25rem; }
a { color: var(--accent); }
.lead, small { color: var(--soft); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 1rem; margin: 2rem 0; }
.card { display: block; padding: 1.1rem 1.25rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); color: inherit; text-decoration: none; }
.card:hover, .card:focus-visible { border-color: var(--accent); }
.card b { display: block; color: var(--accent); font-size: 1.1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.25rem; margin: 1.5rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: .9em ui-monospace, Menlo, Consolas, monospace; }
.notice { max-width: 34rem; margin: 15vh auto 0; padding: 1.25rem 1.5rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); }
.notice .failure { display: none; }
.notice.failed { color: var(--warn); background: var(--warn-paper); border-color: currentColor; }
.notice.failed .failure { display: block; }
.notice.failed .waiting { display: none; }
`;
