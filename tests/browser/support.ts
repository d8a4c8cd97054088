import fs from 'node:fs';
import type { BrowserContextOptions } from 'playwright-core';

export const chrome = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
export const there = fs.existsSync(chrome);
if (!there) console.log(`skipped: there is no Chromium at ${chrome} (set CHROMIUM_PATH, or apt-get install chromium)`);

export const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const desk: BrowserContextOptions = { viewport: { width: 1280, height: 850 } };
