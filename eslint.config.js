import tseslint from 'typescript-eslint';

/** Type-aware rules only: format and quick lint are biome's. */
export default tseslint.config(
  { ignores: ['dist', 'dist.*', 'node_modules', 'tools', 'bin', '*.js', '*.ts', '.*.cjs', 'test/**/data'] },
  {
    files: ['src/**/*.{ts,tsx}', 'cmdlets/**/*.ts', 'test/**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      'max-params': ['error', 5],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}', 'cmdlets/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'no-restricted-globals': ['error', { name: 'console', message: 'Output goes through the Host port.' }],
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'Randomness comes from src/crypto or the Random port.',
        },
        { object: 'Date', property: 'now', message: 'Time comes from the Clock port.' },
        { object: 'process', property: 'env', message: 'Only src/app reads the environment.' },
      ],
    },
  },
  {
    files: ['src/app/**', 'src/base/**', 'src/crypto/**'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-globals': 'off' },
  },
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
