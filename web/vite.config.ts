import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** React Aria's own words, as "Clear search", in English alone, as the app is: 33 other languages are a tenth of it. */
function englishOnly(): Plugin {
  const other = /(\/intl\/[\w-]+\/)(?!en-US)[a-z]{2}-[A-Z]{2}\.mjs$/;
  return {
    name: 'english-only',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!other.test(source)) return null;
      return this.resolve(source.replace(other, '$1en-US.mjs'), importer, { skipSelf: true });
    },
  };
}

export default defineConfig({
  plugins: [react(), englishOnly()],
  resolve: {
    alias: {
      // Markdown's parser: for browsers it has one that writes innerHTML, which Trusted Types forbid.
      'decode-named-character-reference': fileURLToPath(
        new URL('node_modules/decode-named-character-reference/index.js', import.meta.url),
      ),
    },
  },
  build: {
    target: 'es2022',
    // The agent serves with `img-src 'self'`: nothing may become a data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The vault's page is of an origin of its own.
    rollupOptions: { input: ['index.html', 'vault.html'] },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'] },
});
