/** `coze VERB [WORDS] [OPTIONS]`: the command line of the deployment. The exit code is the verb's. */
import { runCommandLine } from "./commands/command-line.js";
import { COMPONENTS } from "./components/catalogue.js";

// Folders that are made on the way to others can be passed by everybody; what is secret says so itself.
process.umask(0o022);
process.exitCode = await runCommandLine(process.argv.slice(2), COMPONENTS);
