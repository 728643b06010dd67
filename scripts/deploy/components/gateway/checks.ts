/** What `doctor` asks of the gateway beyond the health of its processes. */
import { stat } from "node:fs/promises";
import type { Check, Finding } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { roomCheck, verdict } from "../findings.js";
import { loopUrl } from "./addresses.js";
import { cozeCheck } from "./coze-check.js";
import { credentialPath, credentialsOf, filesFolder } from "./environment.js";
import { migrate, missingIn } from "./migrations.js";
import { traceCheck } from "./trace-check.js";

const STATUS_TIMEOUT_MS = 30_000;

export const gatewayChecks = (site: Site): readonly Check[] => [
  { id: "gateway/migrations", title: text("The gateway's database is up to date", "网关数据库结构为最新"), run: migrationFindings },
  { id: "gateway/credentials", title: text("The gateway's secrets are root's alone", "网关的机密仅 root 可读"), run: credentialFindings },
  cozeCheck,
  ...(loopUrl(site) === "" ? [] : [traceCheck]),
  roomCheck("gateway", filesFolder(site), 1),
];

const migrationFindings = async (context: Context): Promise<Finding[]> => {
  const { code, stdout, stderr } = await migrate(context, "status", STATUS_TIMEOUT_MS);
  const missing = missingIn(stdout);
  const found = {
    id: "gateway/migrations",
    what: text("The gateway's database is as its release wants it", "网关数据库结构与其发布包一致"),
    evidence: code === 0 ? `migrate status: ${missing.length} missing` : `migrate status ended with ${code}: ${stderr.trim().slice(-300)}`,
    fix: text("coze apply gateway", "coze apply gateway"),
  };
  return [verdict(code === 0 && missing.length === 0, found)];
};

const credentialFindings = async ({ site }: Context): Promise<Finding[]> => {
  const found: Finding[] = [];
  for (const credential of credentialsOf(site)) {
    const path = credentialPath(site, credential);
    const at = await stat(path).catch(() => undefined);
    const mode = at === undefined ? "absent" : (at.mode & 0o777).toString(8);
    const what = text(`${credential.name} is there and nobody but root reads it`, `${credential.name} 存在且仅 root 可读`);
    const fix = text("coze apply gateway", "coze apply gateway");
    found.push(
      verdict(mode === "600" || mode === "400", { id: `gateway/credentials/${credential.name}`, what, evidence: `${path}: ${mode}`, fix }),
    );
  }
  return found;
};
