/** One caller with one call: sends it until it is answered, then cancels, answers questions and retries as planned. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Data } from "../../support/client.js";
import { isAsking } from "./abilities.js";
import type { CallRecord } from "./evidence.js";
import { FINAL } from "./evidence.js";
import { startFollower } from "./follower.js";
import { type Calling, untilAnswered } from "./patience.js";
import type { CallPlan } from "./plan.js";
import { type Chance, chanceOf } from "./random.js";

const STATE = "id status output";
const INVOKE = `mutation($input: InvokeAbilityInput!) { invokeAbility(input: $input) { __typename
  ... on InvocationAccepted { replayed invocation { ${STATE} } } ... on DomainError { code message retryable } } }`;
const RETRY = `mutation($input: RetryInvocationInput!) { retryInvocation(input: $input) { __typename
  ... on InvocationAccepted { replayed invocation { ${STATE} } } ... on DomainError { code message retryable } } }`;
const CANCEL = `mutation($input: CancelInvocationInput!) { cancelInvocation(input: $input) { __typename
  ... on CancelInvocationPayload { invocation { ${STATE} } } ... on DomainError { code message retryable } } }`;
const RESUME = `mutation($input: ResumeInvocationInput!) { resumeInvocation(input: $input) { __typename
  ... on ResumeInvocationPayload { replayed invocation { ${STATE} } } ... on DomainError { code message retryable } } }`;
const READ = `query($id: ID!) { invocation(id: $id) { ${STATE} } }`;
const READ_QUESTION = `query($id: ID!) { invocation(id: $id) { ${STATE} interrupt { id form } } }`;

/** Resolves when nothing more will be asked for this call; its followers may go on. */
export const makeCall = async (calling: Calling, plan: CallPlan): Promise<void> => {
  const record: CallRecord = { plan, accepted: [], refusals: [], requests: 0, retries: [], answered: [], cancelAsked: false };
  calling.evidence.calls.push(record);
  const caller = new Caller(calling, record, chanceOf(`${calling.seed}/call/${plan.index}/doors`));
  await Promise.all([caller.invoke(), plan.twice && caller.invoke()]);
};

class Caller {
  #followed = new Set<string>();

  constructor(
    private readonly calling: Calling,
    private readonly record: CallRecord,
    private readonly chance: Chance,
  ) {}

  async invoke(): Promise<void> {
    const { plan, accepted } = this.record;
    const { abilityKey, form, deadlineMs, waitMs, nonce } = plan;
    const input = { abilityKey, form, deadlineMs, waitMs, idempotencyKey: nonce, tags: [nonce] };
    const field = await this.#untilAnswered(INVOKE, { input }, waitMs);
    if (field === undefined) return;
    if (field.__typename !== "InvocationAccepted") return void this.record.refusals.push(field.code ?? field.__typename);
    const { id, status, output } = field.invocation;
    accepted.push({ id, status, output, replayed: field.replayed });
    this.calling.evidence.tell(id, status);
    // Of a call that was sent twice, whoever is answered first sees to the rest.
    if (this.#followed.has(id)) return;
    this.#followed.add(id);
    for (const follower of plan.followers) startFollower(this.calling, { invocationId: id, person: plan.person, plan: follower });
    await Promise.all([this.#cancel(id), this.#answer(id)]);
    await this.#retry(id);
  }

  async #cancel(id: string): Promise<void> {
    const { cancelAfterMs } = this.record.plan;
    if (cancelAfterMs === undefined) return;
    await sleep(cancelAfterMs);
    const field = await this.#untilAnswered(CANCEL, { input: { id } });
    if (field?.invocation) this.record.cancelAsked = true;
    this.#hear(field);
  }

  /** Answers whatever is asked, as soon as it sees it, on two instances at once. */
  async #answer(id: string): Promise<void> {
    const { answerAfterMs, work } = this.record.plan;
    if (answerAfterMs === undefined || !isAsking(work)) return;
    for (;;) {
      const invocation = await this.#untilAnswered(READ_QUESTION, { id });
      if (!invocation || FINAL.has(invocation.status)) return;
      const { interrupt } = invocation;
      if (interrupt && !this.record.answered.includes(interrupt.id)) {
        await sleep(answerAfterMs);
        const answer = interrupt.form ? { port: "Brest", days: 3 } : "Brest";
        const input = { invocationId: id, interruptId: interrupt.id, answer };
        this.record.answered.push(interrupt.id);
        const fields = await Promise.all([1, 2].map(() => this.#untilAnswered(RESUME, { input })));
        for (const field of fields) this.#hear(field);
        if (fields.some((field) => field?.__typename === "ResumeInvocationPayload")) await this.#answerAgain(id, input);
      }
      await sleep(400);
    }
  }

  /** Two at once may meet the end of the question's time between them; what is said once one was taken is only repeated. */
  async #answerAgain(id: string, input: object): Promise<void> {
    const again = await this.#untilAnswered(RESUME, { input });
    if (again !== undefined && again.replayed !== true)
      this.calling.evidence.violate("the same answer again is answered like the first", JSON.stringify(again), id);
  }

  async #retry(id: string): Promise<void> {
    if (!this.record.plan.retried) return;
    for (let invocation: Data; !FINAL.has(invocation?.status); await sleep(500)) {
      invocation = await this.#untilAnswered(READ, { id });
      if (!invocation) return;
      this.calling.evidence.tell(id, invocation.status);
    }
    const field = await this.#untilAnswered(RETRY, { input: { id, idempotencyKey: `retry-of-${id}` } });
    if (field?.__typename === "InvocationAccepted") this.record.retries.push(field.invocation.id);
    this.#hear(field);
  }

  #hear(field: Data): void {
    if (field?.invocation) this.calling.evidence.tell(field.invocation.id, field.invocation.status);
    if (field?.code) this.calling.evidence.count("codes", field.code);
  }

  #untilAnswered(document: string, variables: object, waitMs = 0): Promise<Data | undefined> {
    const { person, nonce } = this.record.plan;
    const onRequest = () => void this.record.requests++;
    return untilAnswered(this.calling, { person, chance: this.chance, document, variables, waitMs, about: nonce, onRequest });
  }
}
