/**
 * Lets Node run our TypeScript as it lies there: `--import` this file. Types are blanked out in place (Node's own `stripTypeScriptTypes`), so lines and
 * columns stay, nothing is compiled and no other thread is asked: some 900 modules load in a second instead of three. `erasableSyntaxOnly`
 * in tsconfig.json keeps the sources such that this is enough.
 */
import { existsSync, readFileSync } from 'node:fs'
import { enableCompileCache, registerHooks, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../../../', import.meta.url)

enableCompileCache(fileURLToPath(new URL('node_modules/.cache/xingliu', ROOT)))

// Node says with each start that stripping types is experimental; the version is pinned by the lockfile
const { emitWarning } = process
process.emitWarning = (warning, ...rest) => {
  if (!String(warning).includes('stripTypeScriptTypes')) emitWarning.call(process, warning, ...rest)
}

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
    return url === null ? next(specifier, context) : { url, format: 'module', shortCircuit: true }
  },
  load(url, context, next) {
    if (!isOurs(url) || !url.endsWith('.ts')) return next(url, context)
    return { format: 'module', source: stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8')), shortCircuit: true }
  },
})
