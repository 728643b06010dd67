/** Loop out of the operator's checkout, by upstream's own build lines (`reference/deploy.md §2.1`). */
import { dirname, join } from "node:path";
import type { Step } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { type Build, buildSteps } from "../checkout/build.js";
import { RELEASE } from "./release.js";

/** Everything of the compose files: init scripts, SQL, topics, runners. */
export const COMPOSE = "release/deployment/docker-compose";

const build: Build = {
  component: "loop",
  release: "loop",
  checkoutKey: "LOOP_CHECKOUT",
  versionKey: "LOOP_VERSION",
  commands: (source, out) => [
    { title: text("Making room for the server", "正在准备目录"), program: "mkdir", args: ["-p", dirname(join(out, RELEASE.program))] },
    {
      title: text("Building the server", "正在构建服务端"),
      program: "go",
      args: ["build", "-buildvcs=false", "-o", join(out, RELEASE.program), "./cmd"],
      cwd: join(source, "backend"),
    },
    {
      title: text("Building the front end", "正在构建前端"),
      program: "sh",
      args: ["frontend/apps/cozeloop/build-artifact.sh", join(out, RELEASE.web)],
      cwd: source,
    },
  ],
  copies: [
    [join(COMPOSE, "conf"), RELEASE.conf],
    [join(COMPOSE, "bootstrap"), "bootstrap"],
  ],
};

export const loopBuildSteps: readonly Step[] = buildSteps(build);
