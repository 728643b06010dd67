/**
 * Callers of a gateway, run inside its machine: every 100 ms one begins an invocation through nginx, each on a connection of
 * its own, and follows it to its end. Prints one JSON object a call: { at, answer } when it was refused, { at, id, status }
 * else. The token comes through the environment; it ends when the file that is its argument is there.
 */
import { existsSync } from "node:fs";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const EVERY_MS = 100;
const FOLLOWED_MS = 90_000;
const INVOKE = `mutation($input: InvokeAbilityInput!) {
  invokeAbility(input: $input) { ... on InvocationAccepted { invocation { id status } } ... on DomainError { code message } }
}`;
const READ = "query($id: ID!) { invocation(id: $id) { id status } }";
const headers = { host: "abilities.test", "content-type": "application/json", authorization: `Bearer ${process.env.TOKEN}` };

const post = (body) =>
  new Promise((resolve) => {
    const asked = request({ host: "127.0.0.1", port: 80, path: "/graphql", method: "POST", headers, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (piece) => (text += piece));
      answer.on("end", () => resolve({ status: answer.statusCode, text }));
      answer.on("error", (error) => resolve({ status: 0, text: String(error) }));
    });
    asked.on("error", (error) => resolve({ status: 0, text: String(error) }));
    asked.end(JSON.stringify(body));
  });

const invocationIn = ({ status, text }) => {
  if (status !== 200) return undefined;
  const { data } = JSON.parse(text);
  return data?.invokeAbility?.invocation ?? data?.invocation;
};

const call = async (number) => {
  const at = new Date().toISOString();
  const input = { abilityKey: "tides", form: { topic: `call ${number}` }, waitMs: 5_000 };
  const answer = await post({ query: INVOKE, variables: { input } });
  let found = invocationIn(answer);
  if (found === undefined) return { at, answer: `${answer.status} ${answer.text.slice(0, 300)}` };
  const giveUpAt = performance.now() + FOLLOWED_MS;
  while (/QUEUED|RUNNING|PENDING/.test(found.status) && performance.now() < giveUpAt) {
    await sleep(500);
    const again = await post({ query: READ, variables: { id: found.id } });
    const now = invocationIn(again);
    if (now === undefined) return { at, id: found.id, answer: `read: ${again.status} ${again.text.slice(0, 300)}` };
    found = now;
  }
  return { at, id: found.id, status: found.status };
};

const calls = [];
for (let number = 1; !existsSync(process.argv[2]); number += 1) {
  calls.push(call(number));
  await sleep(EVERY_MS);
}
for (const made of await Promise.all(calls)) console.log(JSON.stringify(made));
