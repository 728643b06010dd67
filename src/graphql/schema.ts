/** The schema: which resolvers there are, and how instances of them are found. */
import "reflect-metadata";
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from "graphql";
import { buildSchema, type ContainerType, type PubSub, type ResolverData } from "type-graphql";
import { AbilityResolver } from "../abilities/ability.resolver.js";
import type { AbilityService } from "../abilities/ability.service.js";
import { presentAbility } from "../abilities/ability.types.js";
import { FormRevisionResolver } from "../abilities/form-revision.resolver.js";
import { AuditResolver } from "../audit/audit.resolver.js";
import type { AuditService } from "../audit/audit.service.js";
import { presentAuditEntry } from "../audit/audit.types.js";
import { ViewerResolver } from "../auth/viewer.resolver.js";
import { MappingCheckResolver } from "../checks/mapping-check.resolver.js";
import type { MappingCheckService } from "../checks/mapping-check.service.js";
import { presentFile } from "../files/file.present.js";
import { FileResolver } from "../files/file.resolver.js";
import type { FileService } from "../files/file.service.js";
import { GoldenResolver } from "../golden/golden.resolver.js";
import type { GoldenService } from "../golden/golden.service.js";
import { presentCase, presentRun } from "../golden/golden.types.js";
import { ActivityResolver } from "../invocations/activity.resolver.js";
import { presentInvocation } from "../invocations/invocation.present.js";
import { AbilityInvocationsResolver, FinishedResolver, InvocationResolver } from "../invocations/invocation.resolver.js";
import type { InvocationService } from "../invocations/invocation.service.js";
import { InvocationControlResolver, InvocationLateResolver } from "../invocations/invocation-control.resolver.js";
import { InvocationDiffResolver } from "../invocations/invocation-diff.resolver.js";
import { InvocationFilesResolver } from "../invocations/invocation-files.resolver.js";
import { InvocationOutputResolver } from "../invocations/invocation-output.resolver.js";
import { InvocationRetriesResolver } from "../invocations/invocation-retries.resolver.js";
import { AbilityMappingResolver, MappingResolver } from "../mappings/mapping.resolver.js";
import type { MappingService } from "../mappings/mapping.service.js";
import { presentMapping } from "../mappings/mapping.types.js";
import { MappingVersionResolver } from "../mappings/mapping-version.resolver.js";
import { AbilityOutputResolver, OutputRuleResolver } from "../mappings/output-rule.resolver.js";
import { AbilityPresetsResolver, PresetResolver } from "../presets/preset.resolver.js";
import type { PresetService } from "../presets/preset.service.js";
import { presentPreset } from "../presets/preset.types.js";
import { InvocationProvenanceResolver, PreviewResolver } from "../previews/preview.resolver.js";
import type { PreviewService } from "../previews/preview.service.js";
import { InvocationReplayResolver, ReplayResolver } from "../replays/replay.resolver.js";
import type { ReplayService } from "../replays/replay.service.js";
import { presentReplay } from "../replays/replay.types.js";
import { AcceptedWebhookResolver } from "../webhooks/accepted-webhook.resolver.js";
import { presentDelivery, presentWebhook } from "../webhooks/webhook.present.js";
import { WebhookResolver } from "../webhooks/webhook.resolver.js";
import type { WebhookService } from "../webhooks/webhook.service.js";
import { WebhookDeliveryResolver } from "../webhooks/webhook-delivery.resolver.js";
import { type NodeKind, NodeResolver } from "./node.resolver.js";
import { type ServerInfo, ServerInfoResolver } from "./server-info.resolver.js";

export interface SchemaServices {
  readonly abilities: AbilityService;
  readonly mappings: MappingService;
  readonly invocations: InvocationService;
  readonly webhooks: WebhookService;
  readonly replays: ReplayService;
  readonly files: FileService;
  readonly audit: AuditService;
  readonly golden: GoldenService;
  readonly presets: PresetService;
  readonly previews: PreviewService;
  readonly checks: MappingCheckService;
  readonly serverInfo: Omit<ServerInfo, "maxPageSize">;
}

export const createSchema = async (services: SchemaServices): Promise<GraphQLSchema> => {
  const instances = new Map<unknown, object>(resolversOf(services).map((resolver) => [resolver.constructor, resolver]));
  return schemaWith({ get: (resolver: unknown, _data: ResolverData) => instances.get(resolver) });
};

const resolversOf = (services: SchemaServices): object[] => {
  const { abilities, mappings, invocations, webhooks } = services;
  return [
    new AbilityResolver(abilities),
    new FormRevisionResolver(abilities),
    new MappingResolver(mappings, abilities),
    new AbilityMappingResolver(mappings),
    new OutputRuleResolver(),
    new AbilityOutputResolver(mappings),
    new InvocationOutputResolver(invocations),
    new MappingVersionResolver(mappings),
    new MappingCheckResolver(services.checks),
    new InvocationResolver(invocations, abilities),
    new AbilityInvocationsResolver(invocations),
    new FinishedResolver(invocations),
    new ActivityResolver(),
    new InvocationControlResolver(invocations),
    new InvocationLateResolver(invocations),
    new InvocationDiffResolver(invocations),
    new PreviewResolver(services.previews, mappings),
    new InvocationProvenanceResolver(),
    new InvocationRetriesResolver(invocations),
    new ReplayResolver(services.replays, invocations),
    new InvocationReplayResolver(services.replays),
    new WebhookResolver(webhooks, { abilities, invocations }),
    new WebhookDeliveryResolver(webhooks, invocations),
    new AcceptedWebhookResolver(webhooks),
    new AuditResolver(services.audit),
    new GoldenResolver(services.golden),
    new PresetResolver(services.presets, abilities),
    new AbilityPresetsResolver(services.presets),
    new FileResolver(services.files),
    new InvocationFilesResolver(services.files),
    new ViewerResolver(),
    new ServerInfoResolver(services.serverInfo),
    new NodeResolver(nodesOf(services)),
  ];
};

/** What `node(id:)` finds. */
const nodesOf = ({ abilities, mappings, invocations, webhooks, ...services }: SchemaServices) => {
  const nodeKind = <Value>(kind: NodeKind<Value>): NodeKind => kind as NodeKind;
  return {
    ability: nodeKind({ read: abilities.getMany, present: presentAbility }),
    mapping: nodeKind({ read: mappings.getMany, present: (_, mapping) => presentMapping(mapping) }),
    invocation: nodeKind({ read: invocations.getMany, present: presentInvocation }),
    preset: nodeKind({ read: services.presets.getMany, present: (_, preset) => presentPreset(preset) }),
    goldenCase: nodeKind({ read: services.golden.casesById, present: (_, one) => presentCase(one) }),
    goldenRun: nodeKind({ read: services.golden.runsById, present: (_, run) => presentRun(run) }),
    audit: nodeKind({ read: services.audit.getMany, present: (_, entry) => presentAuditEntry(entry) }),
    replay: nodeKind({ read: services.replays.getMany, present: (_, replay) => presentReplay(replay) }),
    file: nodeKind({ read: services.files.getMany, present: (_, file) => presentFile(file) }),
    webhook: nodeKind({ read: webhooks.getMany, present: (_, webhook) => presentWebhook(webhook) }),
    delivery: nodeKind({ read: webhooks.getDeliveries, present: (_, delivery) => presentDelivery(delivery) }),
  };
};

/** The schema as text, for `schema/schema.graphql`: needs no services. */
export const schemaText = async (): Promise<string> => {
  const schema = await schemaWith({ get: () => undefined });
  return `# Written by \`npm run schema\`; do not edit.\n\n${printSchema(lexicographicSortSchema(schema))}\n`;
};

const schemaWith = (container: ContainerType): Promise<GraphQLSchema> =>
  buildSchema({
    resolvers: [
      AbilityResolver,
      FormRevisionResolver,
      MappingResolver,
      AbilityMappingResolver,
      OutputRuleResolver,
      AbilityOutputResolver,
      InvocationOutputResolver,
      MappingVersionResolver,
      MappingCheckResolver,
      InvocationResolver,
      AbilityInvocationsResolver,
      FinishedResolver,
      ActivityResolver,
      InvocationControlResolver,
      InvocationLateResolver,
      InvocationDiffResolver,
      PreviewResolver,
      InvocationProvenanceResolver,
      InvocationRetriesResolver,
      ReplayResolver,
      InvocationReplayResolver,
      WebhookResolver,
      WebhookDeliveryResolver,
      AcceptedWebhookResolver,
      FileResolver,
      InvocationFilesResolver,
      AuditResolver,
      GoldenResolver,
      PresetResolver,
      AbilityPresetsResolver,
      ViewerResolver,
      ServerInfoResolver,
      NodeResolver,
    ],
    container,
    pubSub: NO_TOPICS,
    // Inputs are checked by GraphQL's own types and by the services.
    validate: false,
  });

/** type-graphql insists on one; our subscription brings its own source and never publishes to a topic. */
const NO_TOPICS: PubSub = {
  publish: () => undefined,
  subscribe: (topic) => {
    throw new Error(`no topic ${topic}: subscriptions follow the invocation feed`);
  },
};
