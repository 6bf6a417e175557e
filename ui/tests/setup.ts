/** Properties are tried with the same examples each time: a build fails for what changed. */
import fc from "fast-check";

fc.configureGlobal({ seed: 20_261_128 });
