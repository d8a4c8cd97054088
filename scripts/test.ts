import { startVitest } from 'vitest/node';
import { command, Problem } from './lib/cli.ts';
import { root } from './lib/paths.ts';

await command({
  help: `
npm test [-- <part of a path> …]

Runs every test, or those in files whose path contains what is given, on servers it starts itself.
Ends with the line "N passed, N failed".
`,
  async run(_, filters) {
    const vitest = await startVitest(filters, { root, run: true, watch: false, passWithNoTests: false });
    const modules = vitest.state.getTestModules();
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const count = (state: string) => states.filter((each) => each === state).length;
    // A file that could not be loaded, a hook that failed and an error nobody caught are failures too.
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const others = suites.flatMap((suite) => suite.errors()).length + vitest.state.getUnhandledErrors().length;
    await vitest.close();
    let failed = count('failed') + others;
    if (failed === 0 && process.exitCode) failed = 1;
    if (states.length === 0 && failed === 0) throw new Problem(`No test matches ${filters.join(' ')}.`);
    if (count('skipped') > 0) console.log(`${count('skipped')} skipped`);
    console.log(`${count('passed')} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  },
});
