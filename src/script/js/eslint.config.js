import js from '@eslint/js';

const language = { ecmaVersion: 2022, sourceType: 'module' };
const rules = {
  ...js.configs.recommended.rules,
  'consistent-return': 'error',
  eqeqeq: 'error',
  'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
  'no-var': 'error',
  'prefer-const': 'error',
};
const none = (names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

export default [
  { ignores: ['dist/', 'node_modules/'] },
  // The sandbox sees the language and nothing else.
  { files: ['src/**/*.js'], languageOptions: { ...language, globals: {} }, rules },
  {
    files: ['lib/**/*.cjs'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'commonjs', globals: none(['module', 'require']) },
    rules: { ...rules, eqeqeq: 'off' },
  },
  {
    files: ['*.mjs', '*.js', 'test/**/*.js'],
    languageOptions: {
      ...language,
      globals: none([
        ...['process', 'URL', 'Buffer', 'TextDecoder', 'performance', 'structuredClone', 'setTimeout', 'setImmediate'],
      ]),
    },
    rules,
  },
];
