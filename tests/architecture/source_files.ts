import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export interface SourceFile {
  path: string
  text: string
  /** Repository paths (without extension) of ours, `node:…`, or package names. */
  imports: { specifier: string; target: string; isType: boolean }[]
}

const TOP_FOLDERS = ['engine', 'designer', 'processes', 'forms', 'adapters', 'storage']
const IMPORT = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

function targetOf(specifier: string, importer: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1).replace(/\.(js|ts)$/, '')
  if (specifier.startsWith('.')) return normalize(join(dirname(importer), specifier)).replace(/\.(js|ts)$/, '')
  return specifier
}

function read(path: string): SourceFile {
  const text = readFileSync(path, 'utf8')
  const imports = [...text.matchAll(IMPORT)].map(([, isType, fromSpecifier, dynamicSpecifier]) => {
    const specifier = fromSpecifier ?? dynamicSpecifier
    return { specifier, target: targetOf(specifier, path), isType: isType !== undefined }
  })
  return { path, text, imports }
}

/** Every TypeScript and Vue source of the product, without its tests. */
export function readSources(): SourceFile[] {
  return globSync(TOP_FOLDERS.map((folder) => `${folder}/**/*.{ts,vue}`)).toSorted().map(read)
}
