/** Whether the machine bears what is placed on it (`reference/deploy.md §1.12, §2.8, §5.1` point 7). The judging is pure. */
import { statfs } from "node:fs/promises";
import { verdict } from "../components/findings.js";
import type { Check, Finding } from "../contract/finding.js";
import type { Site } from "../contract/site.js";
import { text } from "../contract/text.js";
import { exists } from "../system/files.js";
import { isPlaced, type Placed } from "./described.js";
import { type HostFacts, readHostFacts } from "./host-facts.js";

export const hostChecks = (site: Site, placed: readonly Placed[]): readonly Check[] => [
  {
    id: "host/machine",
    title: text("The machine", "机器"),
    run: async ({ machine }) => {
      const python = isPlaced(placed, "studio") ? site.get("STUDIO_PYTHON") || "python3" : "python3";
      return judgeHost(await readHostFacts(machine, { python }), placed);
    },
  },
  { id: "host/disk", title: text("Disk and inodes", "磁盘与 inode"), run: async () => diskFindings(site) },
];

const BASE_PAGE = 4096;
const MAP_COUNT = 262_144;
const OPEN_FILES = 65_536;
/** Milvus runs with one of these, ClickHouse on x86 needs the first. */
const VECTOR_FLAGS = ["sse4_2", "avx", "avx2", "avx512f"];

/** Pure. */
export const judgeHost = (facts: HostFacts, placed: readonly Placed[]): readonly Finding[] => [
  { id: "host/system", severity: "ok", what: text("System", "系统"), evidence: `${facts.os}, Linux ${facts.kernel}, ${facts.arch}` },
  pageFinding(facts, placed),
  ...cpuFindings(facts, placed),
  memoryFinding(facts, placed),
  swapFinding(facts),
  ...mapFindings(facts, placed),
  filesFinding(facts),
  ...pythonFindings(facts, placed),
];

const pageFinding = ({ pageSize }: HostFacts, placed: readonly Placed[]): Finding =>
  verdict(
    pageSize === BASE_PAGE,
    {
      id: "host/page-size",
      what: text(
        "Memory pages of 4 KiB: Studio and Milvus start over and over on larger ones (arm64 kernels with 64 KiB pages)",
        "内存页为 4 KiB：页更大时（64 KiB 页的 arm64 内核）Studio 与 Milvus 会反复重启",
      ),
      evidence: `getconf PAGESIZE → ${pageSize ?? "unknown"}`,
      fix: text("Boot a kernel with 4 KiB pages", "使用 4 KiB 页的内核启动"),
    },
    isPlaced(placed, "studio", "milvus") ? "error" : "warning",
  );

const cpuFindings = ({ cpuFlags, arch }: HostFacts, placed: readonly Placed[]): readonly Finding[] => {
  if (!isPlaced(placed, "milvus", "clickhouse") || arch !== "x64") return [];
  const found = cpuFlags.filter((flag) => VECTOR_FLAGS.includes(flag));
  return [
    verdict(isPlaced(placed, "clickhouse") ? found.includes("sse4_2") : found.length > 0, {
      id: "host/cpu",
      what: text("The processor has the vector instructions of Milvus and ClickHouse", "处理器具备 Milvus 与 ClickHouse 所需的向量指令"),
      evidence: `/proc/cpuinfo: ${found.join(" ") || "none"} of ${VECTOR_FLAGS.join(" ")}`,
      fix: text("Use another processor, or a virtual machine that passes its flags on", "更换处理器，或让虚拟机透传 CPU 特性"),
    }),
  ];
};

const memoryFinding = ({ totalMb, availableMb }: HostFacts, placed: readonly Placed[]): Finding => {
  const wanted = placed.reduce((sum, { description }) => sum + description.memoryMb, 0);
  return verdict(
    totalMb >= wanted,
    {
      id: "host/memory",
      what: text(
        "Memory for what is placed here: with less, services are ended or start with missing files",
        "内存满足本机组件：不足时服务会被终止或启动异常",
      ),
      evidence: `${totalMb} MB, ${availableMb} MB available; wanted ${wanted} MB`,
      fix: text("Add memory, or place components on another host (*_PLACE)", "增加内存，或将组件放到其他主机（*_PLACE）"),
    },
    totalMb < wanted / 2 ? "error" : "warning",
  );
};

const swapFinding = ({ swapMb, totalMb }: HostFacts): Finding => ({
  id: "host/swap",
  severity: "ok",
  what: text("Swap", "交换空间"),
  evidence: `${swapMb} MB of swap beside ${totalMb} MB of memory`,
});

const mapFindings = ({ maxMapCount }: HostFacts, placed: readonly Placed[]): readonly Finding[] =>
  isPlaced(placed, "elasticsearch")
    ? [
        verdict((maxMapCount ?? 0) >= MAP_COUNT, {
          id: "host/max-map-count",
          what: text("Elasticsearch may map enough memory", "Elasticsearch 可映射的内存区足够"),
          evidence: `vm.max_map_count = ${maxMapCount ?? "unknown"}, wanted ${MAP_COUNT}`,
          fix: text(
            "coze apply elasticsearch, or: sysctl -w vm.max_map_count=262144",
            "coze apply elasticsearch，或：sysctl -w vm.max_map_count=262144",
          ),
        }),
      ]
    : [];

const filesFinding = ({ maxFiles }: HostFacts): Finding =>
  verdict((maxFiles ?? 0) >= OPEN_FILES, {
    id: "host/nofile",
    what: text("A service may open enough files", "服务可打开的文件数足够"),
    evidence: `fs.nr_open = ${maxFiles ?? "unknown"}, wanted ${OPEN_FILES}`,
    fix: text("sysctl -w fs.nr_open=1048576", "sysctl -w fs.nr_open=1048576"),
  });

/** numpy 2.3, which Studio's readers of documents use, wants it (`reference/deploy.md §1.4`). */
const pythonFindings = ({ python }: HostFacts, placed: readonly Placed[]): readonly Finding[] => {
  if (!isPlaced(placed, "studio")) return [];
  const [major = 0, minor = 0] = (python ?? "0.0").split(".").map(Number);
  return [
    verdict(major > 3 || (major === 3 && minor >= 11), {
      id: "host/python",
      what: text("Python of 3.11 or newer for Studio's readers of documents", "Studio 文档解析需要 Python 3.11 或更高"),
      evidence: `python3 --version → ${python ?? "absent"}`,
      fix: text(
        "Install Python 3.11 and set STUDIO_PYTHON (Ubuntu 22.04 has 3.10 only)",
        "安装 Python 3.11 并设置 STUDIO_PYTHON（Ubuntu 22.04 仅有 3.10）",
      ),
    }),
  ];
};

const diskFindings = async ({ paths }: Site): Promise<readonly Finding[]> => {
  const seen = new Map<string, Finding>();
  for (const path of [paths.data, paths.log, paths.opt, paths.backups]) {
    if (!(await exists(path))) continue;
    const { type, blocks, bsize, bavail, files, ffree } = await statfs(path);
    // One file system is told of once.
    const key = `${type} ${blocks} ${files}`;
    if (!seen.has(key)) seen.set(key, judgeDisk({ path, total: blocks * bsize, free: bavail * bsize, inodes: files, freeInodes: ffree }));
  }
  return seen.size > 0 ? [...seen.values()] : [{ id: "host/disk", severity: "ok", what: NOTHING_YET, evidence: paths.data }];
};

const NOTHING_YET = text("Nothing is installed yet", "尚未安装");

export interface DiskFacts {
  readonly path: string;
  /** Bytes. */
  readonly total: number;
  readonly free: number;
  /** 0 on file systems that have no fixed number. */
  readonly inodes: number;
  readonly freeInodes: number;
}

/** Upstream sets Elasticsearch's own alarm to 99 %, so ours comes early (`reference/deploy.md §1.12`). Pure. */
export const judgeDisk = ({ path, total, free, inodes, freeInodes }: DiskFacts): Finding => {
  const room = free / total;
  const inodeRoom = inodes === 0 ? 1 : freeInodes / inodes;
  const least = Math.min(room, inodeRoom);
  return verdict(
    least >= 0.15,
    {
      id: `host/disk${path}`,
      what: text(`Room on the file system of ${path}`, `${path} 所在文件系统的余量`),
      evidence: `${Math.round(free / 2 ** 20)} MiB free (${Math.round(room * 100)} %), inodes ${Math.round(inodeRoom * 100)} % free`,
      fix: text(`df -h ${path}; df -i ${path}; add room, or lower BACKUP_KEEP`, `df -h ${path}；df -i ${path}；扩容或减小 BACKUP_KEEP`),
    },
    least < 0.05 ? "error" : "warning",
  );
};
