/** `--online`: a file that the manifest describes and the folder lacks is fetched, and stays only if it is that file. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Failure } from "../contract/failure.js";
import { text } from "../contract/text.js";
import type { Artefact, Manifest } from "./manifest.js";
import { artefactPath } from "./verified.js";

export const canBeFetched = ({ source }: Artefact): boolean => /^https?:\/\/\S+$/.test(source);

/** @throws Failure when the address does not answer with the file of the manifest. */
export const fetchArtefact = async (manifest: Manifest, artefact: Artefact): Promise<void> => {
  const path = artefactPath(manifest, artefact);
  const partial = `${path}.partial`;
  await mkdir(dirname(path), { recursive: true });
  try {
    const digest = await download(artefact.source, partial);
    if (digest !== artefact.sha256)
      throw new Failure(
        text(
          `${artefact.source} holds another file than the manifest says (SHA-256 ${digest}); it was thrown away.`,
          `${artefact.source} 的内容与清单不符（SHA-256 ${digest}），已丢弃。`,
        ),
      );
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
};

const download = async (address: string, path: string): Promise<string> => {
  const answer = await fetch(address).catch((error: Error) => {
    throw new Failure(text(`${address} cannot be fetched: ${error.message}`, `无法下载 ${address}：${error.message}`), { cause: error });
  });
  if (!answer.ok || answer.body === null)
    throw new Failure(text(`${address} answers ${answer.status}.`, `${address} 返回 ${answer.status}。`));
  const digest = createHash("sha256");
  const watched = async function* (pieces: AsyncIterable<Uint8Array>) {
    for await (const piece of pieces) {
      digest.update(piece);
      yield piece;
    }
  };
  await pipeline(Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]), watched, createWriteStream(path));
  return digest.digest("hex");
};
