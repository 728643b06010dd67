/**
 * What goes on in a tenant, live: state changes, questions and ends of its invocations, for operators. One channel per
 * tenant. Unlike the feed of one invocation it promises no completeness: what may have been missed is said, and lists tell.
 */

import type { EventSubject, InvocationEvent } from "../invocations/invocation.js";
import type { Clock } from "../kernel/clock.js";
import { sha256 } from "../kernel/json.js";
import { ActivityFollower } from "./activity-follower.js";
import { ActivityTopic, type ActivityTopicDeps, encodeActivity } from "./activity-topic.js";

export interface ActivityRequest {
  readonly tenant: string;
  /** Absent = of all abilities. */
  readonly abilityId?: string | undefined;
}

export interface Activity {
  /** Committed events of one invocation, in order; pieces of text and progress are passed over. */
  publish(events: readonly InvocationEvent[], subject: EventSubject): void;
  /** From now on, until `return()`. Its first item says from when on nothing is missed unnoticed. */
  follow(request: ActivityRequest): ActivityFollower;
  close(): void;
}

export interface ActivityDeps extends ActivityTopicDeps {
  readonly clock: Clock;
}

export const createActivity = (deps: ActivityDeps): Activity => {
  const topics = new Map<string, ActivityTopic>();
  const topicOf = (tenant: string): ActivityTopic => {
    const topic = topics.get(tenant) ?? new ActivityTopic(channelOf(tenant), deps);
    topics.set(tenant, topic);
    return topic;
  };
  return {
    publish(events, { tenant, abilityId }) {
      const telling = events.filter(({ body }) => body.type !== "output" && body.type !== "progress");
      const invocationId = telling[0]?.invocationId;
      if (invocationId === undefined) return;
      deps.pubsub.publish(channelOf(tenant), encodeActivity({ abilityId, invocationId, events: telling }));
    },
    follow({ tenant, abilityId }) {
      const topic = topicOf(tenant);
      const follower = new ActivityFollower({
        abilityId,
        now: deps.clock.now,
        onEnd() {
          if (topic.leave(follower) > 0) return;
          topics.delete(tenant);
          topic.close();
        },
      });
      topic.enter(follower);
      return follower;
    },
    close() {
      for (const topic of [...topics.values()]) for (const follower of topic.followers) void follower.return();
    },
  };
};

/** Names of tenants are not for whoever watches Redis, and may be of any length. */
const channelOf = (tenant: string): string => `activity:${sha256(tenant).slice(0, 32)}`;
