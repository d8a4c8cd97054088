import { Html } from './html.ts';

// What stands where a picture will be: compositions of simple shapes in the site's own colours (the stylesheet gives .a to .d
// theirs), so that a page is complete before its owner has a photograph.
const compositions = [
  '<circle class="b" cx="300" cy="96" r="54"/><path class="c" d="M0 210Q100 140 200 200T400 180V300H0z"/><path class="d" d="M0 250Q120 190 230 245T400 225V300H0z"/>',
  '<path class="b" d="M0 300A150 150 0 0 1 150 150V300z"/><path class="c" d="M150 150A150 150 0 0 1 300 300H150z"/><path class="d" d="M250 0A150 150 0 0 0 400 150V0z"/><circle class="b" cx="150" cy="82" r="34"/>',
  '<circle class="c" cx="150" cy="160" r="104"/><circle class="b" cx="252" cy="160" r="104"/><circle class="d" cx="318" cy="66" r="24"/>',
  '<path class="c" d="M0 0H134V300H0z"/><path class="d" d="M134 0A133 133 0 0 1 134 266z"/><path class="b" d="M266 300V166A134 134 0 0 1 400 300z"/><circle class="b" cx="322" cy="78" r="40"/>',
  '<g class="lines"><circle cx="0" cy="300" r="90"/><circle cx="0" cy="300" r="150"/><circle cx="0" cy="300" r="210"/><circle cx="0" cy="300" r="270"/><circle cx="0" cy="300" r="330"/></g><circle class="b" cx="286" cy="104" r="60"/>',
  '<path class="c" d="M0 0H200V150A150 150 0 0 1 50 0z"/><path class="b" d="M200 150A100 100 0 0 1 400 150z"/><path class="d" d="M200 150A100 100 0 0 0 400 150z"/><path class="c" d="M0 300A150 150 0 0 1 150 150V300z"/>',
];

export const art = (at: number): Html =>
  new Html(
    `<svg viewBox="0 0 400 300" preserveAspectRatio="xMidYMid slice" aria-hidden="true">${compositions[at % compositions.length]}</svg>`,
  );
