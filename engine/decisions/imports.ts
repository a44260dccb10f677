import type { SourceElement } from '#engine/model/source_element'
import type { Report } from './compilation.js'

/** One DMN file of a set that is compiled together, as the reader leaves it. */
export interface DmnSource {
  /** File name; tells files of one namespace apart where an import says `locationURI`. */
  readonly resource: string
  readonly root: SourceElement
  readonly report: Report
}

/** Another file of the set as one file sees it. DMN 1.3 §6.3.3. */
export interface FileImport {
  /** Stands before the names of what is imported (`name.decision`); empty: they are used as they are. */
  readonly name: string
  readonly namespace: string
  /** Place of the file in the set. */
  readonly file: number
}

const IS_DMN = /^https?:\/\/www\.omg\.org\/spec\/DMN\//i
const baseName = (path: string): string => path.split('/').at(-1) ?? path
export const namespaceOf = ({ root }: DmnSource): string => String(root.namespace ?? '').trim()

/** What each file of a set imports, in its order; null after a circle of imports. A missing or doubtful import is a finding of its file. */
export function readImports(files: readonly DmnSource[]): readonly (readonly FileImport[])[] | null {
  const found = files.map((file) => importsOf(file, files))
  return hasCircle(found, files) ? null : found
}

function importsOf(source: DmnSource, files: readonly DmnSource[]): FileImport[] {
  const found: FileImport[] = []
  for (const element of (source.root.import as SourceElement[] | undefined) ?? []) {
    const one = resolve(element, source, files)
    if (one === null) continue
    if (one.name !== '' && found.some(({ name }) => name === one.name)) {
      source.report('error', 'DMN_IMPORT_NAME', null, `有两个导入都叫“${one.name}”，分不清指哪个文件。请给其中一个改名。`)
    } else found.push(one)
  }
  return found
}

function resolve(element: SourceElement, { report }: DmnSource, files: readonly DmnSource[]): FileImport | null {
  const namespace = String(element.namespace ?? '').trim()
  const name = String(element.name ?? '').trim()
  const shown = name || namespace
  const sameSpace = files.flatMap((file, index) => (namespace !== '' && namespaceOf(file) === namespace ? [index] : []))
  if (sameSpace.length === 0 && !IS_DMN.test(String(element.importType ?? ''))) {
    report('warning', 'DMN_IMPORT_KIND', null, `导入“${shown}”不是 DMN 决策文件，不会读取。请把用到的类型写在决策文件里。`)
    return null
  }
  const place = String(element.locationURI ?? '').trim()
  const placed = place === '' ? [] : sameSpace.filter((index) => baseName(files[index]!.resource) === baseName(place))
  const among = placed.length > 0 ? placed : sameSpace
  if (among.length === 1) return { name, namespace, file: among[0]! }
  if (among.length === 0) {
    report('error', 'DMN_IMPORT_MISSING', null, `导入的决策文件“${shown}”（命名空间 ${namespace.slice(0, 120)}）不在业务包里，或读不出来。请把它加入业务包，或删去这条导入。`)
  } else {
    const names = among.map((index) => files[index]!.resource).join('、').slice(0, 200)
    report('error', 'DMN_IMPORT_AMBIGUOUS', null, `导入“${shown}”的命名空间有几个文件在用：${names}。请在导入上用 locationURI 写明文件名，或给各文件不同的命名空间。`)
  }
  return null
}

function hasCircle(imports: readonly (readonly FileImport[])[], files: readonly DmnSource[]): boolean {
  const isDone = new Set<number>()
  const way: number[] = []
  const visit = (file: number): boolean => {
    if (isDone.has(file)) return false
    const at = way.indexOf(file)
    if (at >= 0) {
      const names = [...way.slice(at), file].map((index) => files[index]!.resource).join(' → ').slice(0, 300)
      files[file]!.report('error', 'DMN_IMPORT_CYCLE', null, `决策文件互相导入成了圈：${names}。请把共用的部分放到一个单独的文件里，由其他文件导入。`)
      return true
    }
    way.push(file)
    const isCircular = imports[file]!.some((one) => visit(one.file))
    way.pop()
    isDone.add(file)
    return isCircular
  }
  return files.some((_, file) => visit(file))
}
