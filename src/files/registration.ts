/** An address instead of content: looked at once, then passed on to engines, which fetch it themselves. */
import type { Principal } from "../auth/principal.js";
import type { RequestContext } from "../auth/request-context.js";
import { cleanName, type StoredFile } from "./file.js";
import type { FileServiceDeps, NewAddress } from "./file.service.js";
import { destinationOf } from "./file-destination.js";
import { kindOf } from "./file-kind.js";
import { openIntake } from "./intake.js";
import { checkKind, checkSize, newFile } from "./upload.js";

export interface RegistrationCall {
  readonly ctx: RequestContext;
  readonly principal: Principal;
  readonly address: NewAddress;
}

/** For all that is read of it. */
const LOOK_MS = 15_000;

/** @throws AppError FILE_URL_REFUSED, FILE_… */
export const registerAddress = async (deps: FileServiceDeps, { ctx, principal, address }: RegistrationCall): Promise<StoredFile> => {
  const { settings } = deps;
  const { rule } = await destinationOf(deps, ctx, address);
  const maxBytes = Math.min(settings.maxBytes, rule.maxBytes ?? Number.POSITIVE_INFINITY);
  const fetched = await deps.fetch(address.url, { timeoutMs: LOOK_MS, signal: ctx.signal });
  try {
    if (fetched.bytes !== undefined) checkSize(fetched.bytes, { maxBytes });
    const intake = await openIntake(fetched.content, { maxBytes });
    const kind = await kindOf(intake.head, fetched.kind);
    checkKind(kind, { allowed: settings.kinds, rule });
    const measured = fetched.bytes === undefined ? await readAll(intake) : { bytes: fetched.bytes };
    const name = cleanName(address.name ?? fetched.name);
    const file: StoredFile = {
      ...{ ...newFile(deps, { ctx, principal }), origin: "ADDRESS", state: "READY", sourceUrl: address.url, name, kind },
      ...measured,
    };
    await deps.store.insert(file, file.createdAt);
    return file;
  } finally {
    fetched.content.destroy();
  }
};

/** A server that does not say how much it sends is read, so that its size is known and within bounds. */
const readAll = async (intake: Awaited<ReturnType<typeof openIntake>>) => {
  for await (const _ of intake.content());
  return intake.measured();
};
