/** One of the two runners of Loop, as upstream has them in `bootstrap/`. */
export interface Runner {
  readonly name: "python-faas" | "js-faas";
  readonly portKey: "PYTHON_FAAS_PORT" | "JS_FAAS_PORT";
  readonly defaultPort: string;
  readonly language: string;
  /** In upstream's folder of the same name. */
  readonly script: string;
  /** Permissions of the server itself; what it starts has all of them in upstream's code. */
  readonly permissions: readonly string[];
  /** Packages that its code needs come from a cache. */
  readonly hasCache: boolean;
}
