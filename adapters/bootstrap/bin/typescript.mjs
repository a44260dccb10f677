/**
 * Lets Node run our TypeScript as it lies there: `--import` this file. It finds `./step.js` and `#engine/kernel/step` where the `.ts` lies; Node itself
 * blanks the types out in place, so that lines and columns stay, and keeps what it made in its compile cache. `erasableSyntaxOnly` in tsconfig.json
 * keeps the sources such that this is enough.
 */
import { existsSync } from 'node:fs'
import { enableCompileCache, registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../../../', import.meta.url)

enableCompileCache(fileURLToPath(new URL('node_modules/.cache/xingliu', ROOT)))

const isOurs = (url) => url !== undefined && url.startsWith(ROOT.href) && !url.includes('/node_modules/')

/** Where `./step.js`, `#engine/kernel/step` or a worker's `file:///…/worker.js` is written, or null when it is no module of ours. */
function sourceOf(specifier, parent) {
  const isNamed = specifier.startsWith('#')
  if (isNamed ? !isOurs(parent) : !specifier.startsWith(ROOT.href) && !(specifier.startsWith('.') && isOurs(parent))) return null
  const written = isNamed ? new URL(`${specifier.slice(1)}.ts`, ROOT) : new URL(specifier.replace(/\.js$/, '.ts'), parent)
  return isOurs(written.href) && written.pathname.endsWith('.ts') && existsSync(written) ? written.href : null
}

registerHooks({
  resolve(specifier, context, next) {
    const url = sourceOf(specifier, context.parentURL)
    return url === null ? next(specifier, context) : { url, format: 'module-typescript', shortCircuit: true }
  },
})
