import type { Account } from "../contract/component.js";
import { Failure } from "../contract/failure.js";
import type { Context, Step } from "../contract/step.js";
import { text } from "../contract/text.js";
import { userNamed } from "../system/users.js";
import { done, pending, step } from "./step.js";

/** A system user without login or home folder, with a group of its own name. */
export const accountStep = (component: Step["component"], { name, home }: Account): Step =>
  step({
    id: `${component}/account/${name}`,
    component,
    title: text(`System user ${name}`, `系统用户 ${name}`),
    isDone: async ({ machine }) => {
      if (!machine.isRoot || (await userNamed(name)) !== undefined) return done;
      return pending(text(`there is no user ${name}`, `没有用户 ${name}`));
    },
    run: (context) => makeUser(context, { name, home }),
  });

const makeUser = async ({ machine }: Context, { name, home }: Account): Promise<void> => {
  const shell = machine.find("nologin") ?? "/usr/sbin/nologin";
  const args = ["--system", "--user-group", "--no-create-home", "--home-dir", home, "--shell", shell, name];
  const { code, stderr } = await machine.run({ program: "useradd", args });
  if (code !== 0) throw new Failure(text(`useradd ${name} failed: ${stderr.trim()}`, `useradd ${name} 失败：${stderr.trim()}`));
};
