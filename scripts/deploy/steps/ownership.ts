/** Who a file is given to. Where files cannot be given away (another root, no rights), nobody is asked for. */
import type { Context } from "../contract/step.js";
import type { Ownership } from "../system/files.js";
import { requireGroup, requireUser, userNamed } from "../system/users.js";

export interface Owner {
  /** root when left out. */
  readonly owner?: string;
  /** The owner's own when left out. */
  readonly group?: string;
}

/** `undefined`: stays with this process. @throws Failure when there is no such user or group. */
export const ownershipOf = async ({ machine }: Context, { owner, group }: Owner): Promise<Ownership | undefined> => {
  if (!machine.isRoot) return undefined;
  const user = owner === undefined ? { uid: 0, gid: 0 } : await requireUser(owner);
  return { uid: user.uid, gid: group === undefined ? user.gid : await requireGroup(group) };
};

/** Whether what lies there belongs to whom it should; not yet, as long as the account is still to be made. */
export const belongsTo = async (context: Context, found: Ownership | undefined, wanted: Owner): Promise<boolean> => {
  if (!context.machine.isRoot) return true;
  if (wanted.owner !== undefined && (await userNamed(wanted.owner)) === undefined) return false;
  const expected = await ownershipOf(context, wanted).catch(() => undefined);
  return expected !== undefined && found?.uid === expected.uid && found.gid === expected.gid;
};
