/** Health gates over HTTP and TCP (`reference/deploy.md §1.7`). */
import type { Health } from "../contract/component.js";
import { probeHttp, probeTcp } from "../system/probe.js";

/** Healthy when it answers 200, and its body fits. */
export const httpHealth = async (url: string, fits: (body: string) => boolean = () => true): Promise<Health> => {
  const answer = await probeHttp({ url });
  if ("failure" in answer) return { healthy: false, evidence: `GET ${url} → ${answer.failure}` };
  const healthy = answer.status === 200 && fits(answer.body);
  const body = answer.body.trim().slice(0, 120);
  return { healthy, evidence: `GET ${url} → ${answer.status}${healthy || body === "" ? "" : ` ${body}`}` };
};

export const tcpHealth = async (host: string, port: number): Promise<Health> => {
  const failure = await probeTcp(host, port);
  return { healthy: failure === undefined, evidence: `TCP ${host}:${port} → ${failure ?? "open"}` };
};
