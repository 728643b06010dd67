/** Topics and consumer groups in RocketMQ, made before their users start (`reference/deploy.md §1.3`, `§2.4`). */
import { Failure } from "../../contract/failure.js";
import type { ComponentName } from "../../contract/names.js";
import type { Context, Step, StepState } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { done, later, pending, step } from "../../steps/step.js";
import { mqadmin } from "../rocketmq/mqadmin.js";

export interface Subscription {
  readonly topic: string;
  readonly groups: readonly string[];
}

const CLUSTER = "DefaultCluster";
const QUEUES = "8";
const ATTEMPTS = 3;

/** Where dead letters of a group come back from; a broker makes it only on a first failure, and clients do not wait for that. */
export const retryTopic = (group: string): string => `%RETRY%${group}`;

export const topicsOf = (subscriptions: readonly Subscription[]): readonly string[] =>
  subscriptions.flatMap(({ topic, groups }) => [topic, ...groups.map(retryTopic)]);

export interface TopicsOptions {
  readonly component: ComponentName;
  /** `undefined` while the release that lists them is not there. */
  subscriptions(context: Context): Promise<readonly Subscription[] | undefined>;
}

export const topicsStep = ({ component, subscriptions }: TopicsOptions): Step =>
  step({
    id: `${component}/topics`,
    component,
    title: text("topics and consumer groups in RocketMQ", "RocketMQ 的主题与消费组"),
    isDone: async (context): Promise<StepState> => {
      if (context.machine.staged && context.site.isHere("rocketmq-broker")) return NOT_YET;
      const wanted = await subscriptions(context);
      if (!wanted) return later(text("the release is not unpacked yet", "尚未解包发布版本"));
      const missing = await missingTopics(context, wanted);
      if (!missing) return NOT_YET;
      return missing.length === 0 ? done : pending(text(`missing: ${missing.join(", ")}`, `缺少：${missing.join("、")}`));
    },
    run: async (context) => makeTopics(context, (await subscriptions(context)) ?? []),
  });

const NOT_YET = later(text("RocketMQ's broker is not registered yet", "RocketMQ 的 broker 尚未注册"));

/** Topics that the name server does not route; `undefined` as long as the broker has not registered there. */
export const missingTopics = async (context: Context, subscriptions: readonly Subscription[]): Promise<readonly string[] | undefined> => {
  const cluster = await mqadmin(context, ["clusterList"]).catch(() => undefined);
  if (cluster?.code !== 0 || !cluster.stdout.includes(CLUSTER)) return undefined;
  const listed = await mqadmin(context, ["topicList"]);
  const there = new Set(listed.stdout.split(/\s+/));
  return topicsOf(subscriptions).filter((topic) => !there.has(topic));
};

const makeTopics = async (context: Context, subscriptions: readonly Subscription[]): Promise<void> => {
  const missing = new Set(await missingTopics(context, subscriptions));
  for (const { topic, groups } of subscriptions) {
    if (missing.has(topic)) await must(context, ["updateTopic", "-c", CLUSTER, "-t", topic, "-r", QUEUES, "-w", QUEUES]);
    for (const group of groups.filter((name) => missing.has(retryTopic(name)))) {
      await must(context, ["updateSubGroup", "-c", CLUSTER, "-g", group]);
      // Written last: its retry topic is the proof that the group is there.
      await must(context, ["updateTopic", "-c", CLUSTER, "-t", retryTopic(group), "-r", QUEUES, "-w", QUEUES]);
    }
  }
};

/** mqadmin says some of its failures with code 0. A broker under its first load needs a second try. */
const must = async (context: Context, args: readonly string[]): Promise<void> => {
  let said = "";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { code, stdout, stderr } = await mqadmin(context, [...args]);
    if (code === 0 && !/Exception|failed/i.test(stdout)) return;
    said = `${stdout}\n${stderr}`.trim().split("\n").slice(-5).join("\n");
  }
  const line = `mqadmin ${args.join(" ")}`;
  throw new Failure(text(`${line} failed ${ATTEMPTS} times: ${said}`, `${line} 失败 ${ATTEMPTS} 次：${said}`));
};
