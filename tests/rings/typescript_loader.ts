/** How a process of its own reads our TypeScript: as `npm start` does. */
export const TYPESCRIPT_LOADER: readonly string[] = ['--import', new URL('../../adapters/bootstrap/bin/typescript.mjs', import.meta.url).href]
