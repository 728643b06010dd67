/** System users and groups by name: the numbers that files are given, and the home that programs are started with. */
import { readFile } from "node:fs/promises";
import { Failure } from "../contract/failure.js";
import { text } from "../contract/text.js";

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** Fields of the line of this name. Users of ours are made by `useradd` and so stand in the local files. */
const entryOf = async (path: string, name: string): Promise<readonly string[] | undefined> => {
  const lines = (await readFile(path, "utf8")).split("\n");
  return lines.find((line) => line.startsWith(`${name}:`))?.split(":");
};

export const userNamed = async (name: string): Promise<User | undefined> => {
  const [, , uid, gid, , home = "/"] = (await entryOf("/etc/passwd", name)) ?? [];
  return uid === undefined ? undefined : { name, uid: Number(uid), gid: Number(gid), home };
};

/** @throws Failure when there is none. */
export const requireUser = async (name: string): Promise<User> => {
  const user = await userNamed(name);
  if (user) return user;
  throw new Failure(
    text(
      `there is no user ${name} in /etc/passwd; run coze apply, which makes it`,
      `/etc/passwd 中没有用户 ${name}；运行 coze apply 会创建它`,
    ),
  );
};

/** The number of a group. @throws Failure when there is none. */
export const requireGroup = async (name: string): Promise<number> => {
  const [, , gid] = (await entryOf("/etc/group", name)) ?? [];
  if (gid !== undefined) return Number(gid);
  throw new Failure(
    text(
      `there is no group ${name} in /etc/group; run coze apply, which makes it`,
      `/etc/group 中没有组 ${name}；运行 coze apply 会创建它`,
    ),
  );
};
