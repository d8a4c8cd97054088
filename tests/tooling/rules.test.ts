// The register of rules: every rule has what enforces it and a test, and no test proves a rule there is not.
import { expect, test } from 'vitest';
import { firstLines, ruleProblems, rules, testFiles, titles } from '../../scripts/lib/rules.ts';

test('every rule has a test, what enforces it is there, and no test names a code it does not know', () => {
  expect(ruleProblems()).toEqual([]);
});

test('codes are unique and in order', () => {
  const codes = rules.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const letter of new Set(codes.map((code) => code[0]))) {
    const numbers = codes.filter((code) => code[0] === letter).map((code) => Number(code.slice(1)));
    expect(numbers, letter).toEqual(numbers.toSorted((a, b) => a - b));
  }
});

test('every database test says in its first line what it proves', () => {
  expect(testFiles().filter(({ file, sentence }) => file.endsWith('.sql') && !/^\S.{10,}/.test(sentence)).map(({ file }) => file)).toEqual([]);
});

test('a rule without a test and a test of an unknown rule are noticed', () => {
  const all = testFiles();
  expect(ruleProblems(all.filter(({ codes }) => !codes.includes('S2')))).toContain('S2 has no test: none names it in its first line or a title');
  expect(ruleProblems([...all, firstLines('tests/x.test.sql', '-- S99: no such rule\n')])).toEqual([
    'tests/x.test.sql names S99, which scripts/lib/rules.ts does not know',
  ]);
});

test.each([
  ['x.sql', '-- S1, A6: who may not\n-- and more', ['S1', 'A6'], 'who may not'],
  ['x.sql', '-- Bad values are refused\n', [], 'Bad values are refused'],
  ['x.ts', '// A1–A3: one tenant. More of it\n// to come.\nimport', ['A1', 'A2', 'A3'], 'one tenant'],
  ['x.ts', '// S5 at the boundary: which\n// answer. And why.', ['S5'], 'S5 at the boundary: which answer'],
  ['x.ts', "import 'x';", [], ''],
])('the first lines of %s: %s', (file, text, codes, sentence) => {
  expect(firstLines(file, text)).toEqual({ file, codes, sentence });
});

test('titles that name a rule count too', () => {
  const text = `describe('R1: hostile content', () => {\n  test('T2, T3: at once', async () => {});\n  test.for(x)('S1: of each', f);\n  test('plain', f);\n`;
  expect(titles('x.ts', text).map(({ codes, sentence }) => [codes, sentence])).toEqual([
    [['R1'], 'hostile content'],
    [['T2', 'T3'], 'at once'],
  ]);
});
