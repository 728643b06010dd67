/**
 * Who may import whom (dependency-cruiser). `ROOMS` is the table to edit when a room joins; what a room does not list is
 * refused, and type-only imports count like any other. test/rooms/layers.test.ts plants a violation of every rule.
 *
 * A room with `nouns` is a feature room: others see its door, that is `<noun>.ts` and `<noun>.service | types | present.ts`.
 * Its GraphQL shelf (`.types`, `.inputs`, `.present`, `.resolver`) may also use the vocabulary of `graphql`: scalars, context,
 * loaders, outcomes and shared types look the same everywhere. Nothing below that shelf knows GraphQL.
 */
const path = (inSrc) => `^src/${inSrc}\\.ts$`;
const room = (name) => `^src/${name}/`;
const oneOf = (names) => `(${names.join("|")})`;
const door = (name) => path(`${name}/${oneOf(ROOMS[name].nouns)}(\\.(service|types|present))?`);

const KERNEL = room("kernel");
const FEATURE = [KERNEL, room("db"), room("auth"), path("audit/audit(\\.service)?")];
const PROVIDER = path("providers/provider");
const EXPRESSIONS = path("expressions/(expressions|fields-read)");

/** Room → what it may import beside itself. */
const ROOMS = {
  kernel: { imports: () => [] },
  settings: { imports: () => [KERNEL] },
  db: { imports: () => [KERNEL] },
  pubsub: { imports: () => [KERNEL] },
  queue: { imports: () => [KERNEL, path("pubsub/redis-connection")] },
  auth: { imports: () => [KERNEL] },
  audit: { nouns: ["audit"], imports: () => [KERNEL, room("db"), room("auth")] },
  coze: { imports: () => [KERNEL] },
  providers: { imports: () => [KERNEL, room("coze")] },
  forms: { nouns: ["form", "form-limits", "form-localization", "form-marks", "form-changes"], imports: () => [KERNEL] },
  /** Another's work enters by its door; the processes behind it are opened by the root alone. */
  expressions: { imports: () => [KERNEL] },
  abilities: { nouns: ["ability", "form-revision", "catalogue-news"], imports: () => [...FEATURE, room("pubsub"), door("forms")] },
  mappings: {
    nouns: ["mapping", "workflow-mapping", "parameter-types", "output-rule", "output-mapping", "publish-gate", "file-parameters"],
    imports: () => [...FEATURE, door("forms"), door("abilities"), PROVIDER, EXPRESSIONS],
  },
  checks: { nouns: ["mapping-check"], imports: () => [...FEATURE, ...["abilities", "mappings"].map(door), PROVIDER] },
  feed: {
    nouns: ["feed", "feed-items", "activity", "activity-follower"],
    imports: () => [KERNEL, room("pubsub"), path("invocations/(invocation|lifecycle)")],
  },
  /** How a payload is made, kept and shown, the same for calls, repetitions, previews and explanations. No door: it is all of use. */
  payloads: { imports: () => [KERNEL, room("auth"), ...["forms", "abilities", "mappings", "files"].map(door), EXPRESSIONS] },
  invocations: {
    nouns: ["invocation"],
    imports: () => [
      ...[...FEATURE, room("pubsub"), room("queue"), room("payloads")],
      ...["forms", "abilities", "mappings", "feed", "files"].map(door),
      PROVIDER,
    ],
  },
  previews: {
    nouns: ["preview"],
    imports: () => [...FEATURE, room("payloads"), ...["abilities", "mappings", "invocations"].map(door), PROVIDER],
  },
  /** Works on what the log holds: it knows the whole room of the log, which knows nothing of it. No door: the root alone opens it. */
  runs: {
    imports: () => [
      ...[...FEATURE, room("pubsub"), room("queue"), room("payloads"), room("invocations")],
      ...["abilities", "mappings", "feed", "files"].map(door),
      PROVIDER,
      EXPRESSIONS,
    ],
  },
  presets: {
    nouns: ["preset"],
    imports: () => [...FEATURE, room("payloads"), ...["forms", "abilities", "invocations", "audit"].map(door)],
  },
  golden: { nouns: ["golden"], imports: () => [...FEATURE, ...["abilities", "mappings", "invocations"].map(door)] },
  webhooks: { nouns: ["webhook"], imports: () => [...FEATURE, door("abilities"), door("invocations")] },
  files: {
    nouns: ["file", "output-addresses"],
    imports: () => [...FEATURE, door("abilities"), door("mappings")],
  },
  replays: { nouns: ["replay"], imports: () => [...FEATURE, door("abilities"), door("invocations")] },
  loop: { imports: () => [KERNEL, room("db"), path("invocations/invocation")] },
  transfer: { imports: () => [KERNEL] },
  graphql: { imports: () => [KERNEL, room("auth")] },
  http: { imports: () => [KERNEL, room("auth"), room("graphql"), ...FEATURES.map(door)] },
  samples: { imports: () => [KERNEL, room("auth"), ...FEATURES.map(door)] },
  simulator: { imports: () => [] },
};
const FEATURES = Object.keys(ROOMS).filter((name) => ROOMS[name].nouns);

const ROOT_FILE = path("(main|app|app-parts|app-rooms|app-catalogue|app-http|config|entities)");
const SCHEMA = path("graphql/schema");
const VOCABULARY = path("graphql/(scalars|context|loaders|outcome|[a-z-]+\\.types)");
const SHELF = "\\.(types|inputs|present|resolver)\\.ts$";
const PERSISTENCE = "\\.(store|entity|row)\\.ts$";

/** Decisions and translations: they reach for nothing outside the process. The nouns are pure as well. */
const PURE_NAMES =
  "access answer assemble chat-events chat-parameters chat-text cursor error-codes errors form[a-z-]* idempotency json-diff json-pointer lifecycle links page question retry rollout run-history spans sse stream-events wire";
const PURE = path(`[^/]+/${oneOf([...PURE_NAMES.split(" "), ...FEATURES.flatMap((name) => ROOMS[name].nouns)])}`);
const NODE_IO = "^(node:)?(fs|net|https?|http2|tls|dns|dgram|child_process|worker_threads|cluster|readline|process)(/promises)?$";
const PACKAGE_IO = "node_modules/(axios|typeorm|mysql2|libsql|ioredis|bullmq|fastify|@fastify|@apollo|ws|graphql-ws|pino)/";

const rule = (name, comment, { from = {}, to = {} }) => ({ name, comment, severity: "error", from, to });
const isOurs = ["^src/", "^migrations/"];

const ROOM_RULES = Object.entries(ROOMS).flatMap(([name, { imports }]) => {
  const allowed = [room(name), ...imports()];
  const comment = `The room ${name} imports what scripts/layers.cjs does not list for it.`;
  const below = { path: room(name), pathNot: [SHELF, SCHEMA] };
  const shelf = { path: `${room(name)}.*${SHELF}` };
  return [
    rule(`room-${name}`, comment, { from: below, to: { path: isOurs, pathNot: allowed } }),
    rule(`room-${name}`, comment, { from: shelf, to: { path: isOurs, pathNot: [...allowed, VOCABULARY] } }),
  ];
});

const LAYER_RULES = [
  rule("room-graphql", "The schema is composed of resolvers and the doors of rooms.", {
    from: { path: SCHEMA },
    to: { path: isOurs, pathNot: ["\\.resolver\\.ts$", room("graphql"), KERNEL, room("auth"), ...FEATURES.map(door)] },
  }),
  rule("simulator-only-from-main", "The simulator is an island; only main may start it.", {
    from: { path: isOurs, pathNot: [room("simulator"), path("main")] },
    to: { path: room("simulator") },
  }),
  rule("resolvers-only-in-schema", "Resolvers are reached through the schema alone.", {
    from: { path: isOurs, pathNot: SCHEMA },
    to: { path: "\\.resolver\\.ts$" },
  }),
  rule("graphql-types-on-the-shelf", "GraphQL classes are for resolvers; below them live plain types.", {
    from: { path: isOurs, pathNot: [SHELF, room("graphql")] },
    to: { path: "\\.(types|inputs|present)\\.ts$" },
  }),
  rule("resolvers-translate", "Resolvers ask services; they know no store and no entity.", {
    from: { path: SHELF },
    to: { path: PERSISTENCE },
  }),
  rule("entities-stay-in-stores", "An entity is for its store, the entity list and the composition root.", {
    from: { path: isOurs, pathNot: ["\\.(store|entity)\\.ts$", ROOT_FILE] },
    to: { path: "\\.entity\\.ts$" },
  }),
  rule("pure-stays-pure", "A pure file reaches for nothing outside the process.", {
    from: { path: PURE },
    to: { path: [NODE_IO, PACKAGE_IO] },
  }),
  rule("pure-stays-pure", "A pure file does not lean on services or stores.", {
    from: { path: PURE },
    to: { path: ["\\.service\\.ts$", "\\.resolver\\.ts$", PERSISTENCE] },
  }),
  rule("migrations-stand-alone", "A released migration may not change when features do: it knows db, kernel and pure rules of keys.", {
    from: { path: "^migrations/" },
    to: { path: "^src/", pathNot: [room("db"), KERNEL, path("abilities/ability-key")] },
  }),
];

/** scripts/deploy is an island with rooms of its own: who may import whom there. A component may be a folder of components/. */
const inDeploy = (name) => `^scripts/deploy/${name}/`;
const DEPLOY_ROOMS = {
  contract: [],
  system: ["contract"],
  units: ["contract"],
  site: ["contract", "system"],
  artefacts: ["contract", "system"],
  steps: ["contract", "system", "units", "artefacts"],
  components: ["contract", "system", "units", "artefacts", "steps"],
  recovery: ["contract", "system", "site", "artefacts", "steps"],
  doctor: ["contract", "system", "site", "recovery", "components/findings"],
  commands: ["contract", "system", "site", "artefacts", "steps", "recovery", "doctor"],
};
const DEPLOY_RULES = [
  ...Object.entries(DEPLOY_ROOMS).map(([name, others]) =>
    rule(`deploy-${name}`, `The room ${name} of scripts/deploy imports what scripts/layers.cjs does not list for it.`, {
      from: { path: inDeploy(name) },
      to: {
        path: "^scripts/deploy/",
        pathNot: [name, ...others].map((other) => (other.includes("/") ? `^scripts/deploy/${other}\\.ts$` : inDeploy(other))),
      },
    }),
  ),
  rule("deploy-is-an-island", "Deployment and product know nothing of each other.", {
    from: { path: "^scripts/deploy/" },
    to: { path: "^(src|migrations|schema|test|dist)/" },
  }),
  rule("deploy-no-dead-file", "The command line never reaches this file.", {
    from: { path: "^scripts/deploy/main\\.ts$" },
    to: { path: "^scripts/deploy/", reachable: false },
  }),
  rule("deploy-known-room", "A new room of scripts/deploy joins the table in scripts/layers.cjs first.", {
    from: { path: "^scripts/deploy/.", pathNot: [`^scripts/deploy/${oneOf(Object.keys(DEPLOY_ROOMS))}/`, "^scripts/deploy/main\\.ts$"] },
  }),
];

const FORBIDDEN_PLACES = {
  "no-junk-room": "/(utils?|helpers?|common|core|lib|types|shared|misc)(/|\\.ts$)",
  "rooms-are-flat": "^src/[^/]+/[^/]+/",
  "no-barrel": "(^|/)index\\.ts$",
};
const PLACE_RULES = Object.entries(FORBIDDEN_PLACES).flatMap(([name, place]) => [
  rule(name, "This file lies where no file may lie.", { from: { path: place, pathNot: "node_modules" } }),
  rule(name, "This file lies where no file may lie.", { to: { path: place, pathNot: "node_modules" } }),
]);

const SHAPE_RULES = [
  rule("known-room", "A new room or root file joins the table in scripts/layers.cjs first.", {
    from: { path: "^src/", pathNot: [`^src/${oneOf(Object.keys(ROOMS))}/`, ROOT_FILE] },
  }),
  rule("no-cycle", "Two files that need each other are one file, or miss a third.", {
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  }),
  rule("no-dead-file", "The server never reaches this file.", {
    from: { path: path("main") },
    to: { path: isOurs, reachable: false },
  }),
  rule("resolvable", "This import leads nowhere.", { to: { couldNotResolve: true } }),
  rule("declared-packages", "What runs in production stands in dependencies of package.json.", {
    from: { path: isOurs },
    to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"] },
  }),
  rule("environment-only-in-config", "Only config.ts reads the environment.", {
    from: { path: isOurs, pathNot: path("config") },
    to: { path: "^(node:)?process$" },
  }),
  rule("product-only", "The product imports neither tests nor scripts.", { from: { path: isOurs }, to: { path: "^(test|scripts|dist)/" } }),
];

module.exports = {
  forbidden: [...ROOM_RULES, ...LAYER_RULES, ...DEPLOY_RULES, ...PLACE_RULES, ...SHAPE_RULES],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    moduleSystems: ["es6"],
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
