// What every npm script starts: plain JavaScript, so that a Node too old for the TypeScript behind it can say so.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `This needs Node 24, which \`npm ci\` installs beside the project where it can; the Node running now is ${process.version}.\n` +
      `Start it through npm (\`npm start\`, \`npm test\`, \`npm run …\`), and on a system other than Linux and Windows install Node 24 yourself.`,
  );
  process.exit(1);
}
// Unset, PostGraphile asks for it on every start.
process.env.GRAPHILE_ENV ??= 'production';
const [name, ...args] = process.argv.slice(2);
const script = new URL(`./${name}.ts`, import.meta.url);
process.argv = [process.argv[0], script.pathname, ...args];
await import(script.href);
