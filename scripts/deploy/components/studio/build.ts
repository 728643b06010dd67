/** Studio out of the operator's checkout, by upstream's own build lines (`reference/deploy.md §0.2`, `§1.5`). */
import { join } from "node:path";
import type { Step } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { type Build, buildSteps } from "../checkout/build.js";
import { RELEASE } from "./release.js";

const WEB_BUILD = { BUILD_BRANCH: "opencoze-local" };

const build: Build = {
  component: "studio",
  release: "studio",
  checkoutKey: "STUDIO_CHECKOUT",
  versionKey: "STUDIO_VERSION",
  commands: (source, out) => [
    {
      title: text("Building the server", "正在构建服务端"),
      program: "go",
      args: ["build", "-buildvcs=false", "-ldflags=-s -w", "-o", join(out, RELEASE.program), "main.go"],
      cwd: join(source, "backend"),
    },
    {
      title: text("Installing packages of the front end", "正在安装前端依赖"),
      program: "rush",
      args: ["install"],
      cwd: source,
      env: WEB_BUILD,
    },
    {
      title: text("Building the front end", "正在构建前端"),
      program: "rush",
      args: ["build", "--to", "@coze-studio/app"],
      cwd: source,
      env: WEB_BUILD,
    },
  ],
  copies: [
    ["frontend/apps/coze-studio/dist", RELEASE.web],
    ["backend/conf", RELEASE.conf],
    ["backend/infra/document/parser/impl/builtin/parse_pdf.py", "parse_pdf.py"],
    ["backend/infra/document/parser/impl/builtin/parse_docx.py", "parse_docx.py"],
    ["backend/infra/coderunner/impl/script/sandbox.py", "sandbox.py"],
    [RELEASE.envExample, RELEASE.envExample],
    [RELEASE.schemaSql, RELEASE.schemaSql],
    [RELEASE.schemaHcl, RELEASE.schemaHcl],
    [RELEASE.elasticsearch, RELEASE.elasticsearch],
    [RELEASE.icons, RELEASE.icons],
  ],
};

export const studioBuildSteps: readonly Step[] = buildSteps(build);
