import { NAMESPACES, OWN } from '#engine/compile/namespaces'

/** What was put aside of a file, in the order of the numbers its place holders carry. */
export interface PutAside {
  /** The file with place holders; the modeler carries them along. */
  readonly text: string
  readonly parts: readonly KeptPart[]
}

interface KeptPart {
  readonly text: string
  /** Prefixes that the part uses and does not declare itself. */
  readonly namespaces: ReadonlyMap<string, string>
}

interface Open {
  readonly name: string
  readonly uri: string
  readonly local: string
  readonly namespaces: ReadonlyMap<string, string>
}

const PLACE_HOLDER = 'kept:part'
const PLACE_HOLDER_NAMESPACE = 'http://xingliu.gov/schema/kept'
/** Before prefixes of the file that the modeler would take for its own. */
const OTHER = 'file_'
/** Prefixes the modeler has descriptors for, with the namespace it means by them. */
const OF_MODELER: Readonly<Record<string, RegExp>> = {
  camunda: /^http:\/\/camunda\.org\/schema\/1\.0\/bpmn$/, gov: /^http:\/\/xingliu\.gov\/schema\/1\.0$/, bioc: /bpmn\.io\/schema\/bpmn\/biocolor/, color: /non-normative\/color\/1\.0$/,
}

const TAG = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/>=<'"!?]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>/g
const DECLARATION = /\sxmlns(?::([\w.-]+))?\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/**
 * Puts every foreign extension element aside, whole, and a place holder in its place: the modeler's reader would lose what it has no descriptor of.
 * Camunda's, which its panel edits, and ours stay, unless `isUnreadable` says that the reader would lose a part of them.
 */
export function putExtensionsAside(file: string, isUnreadable: (name: string) => boolean): PutAside {
  const source = renameForeignPrefixes(file)
  const parts: KeptPart[] = []
  const stack: Open[] = []
  let part: { from: number; depth: number; used: Map<string, string>; isKept: boolean } | null = null
  let text = ''
  let done = 0
  for (const match of source.matchAll(TAG)) {
    const [whole, slash, name, attributes = '', empty] = match
    if (name === undefined) continue
    if (slash !== '/') {
      const parent = stack.at(-1)
      const open = opened(name, attributes, parent)
      stack.push(open)
      if (part === null && parent !== undefined && isExtensionHolder(parent)) part = { from: match.index, depth: stack.length, used: new Map(), isKept: !isEdited(open.uri) }
      if (part !== null) note(part, open, attributes, parent?.namespaces, isUnreadable)
    }
    if (slash !== '/' && empty !== '/') continue
    stack.pop()
    if (part === null || stack.length >= part.depth) continue
    if (part.isKept) {
      const end = match.index + whole.length
      text += `${source.slice(done, part.from)}<${PLACE_HOLDER} xmlns:kept="${PLACE_HOLDER_NAMESPACE}" n="${parts.length}"/>`
      parts.push({ text: source.slice(part.from, end), namespaces: part.used })
      done = end
    }
    part = null
  }
  return { text: text + source.slice(done), parts }
}

function isExtensionHolder({ uri, local }: Open): boolean {
  return /^http:\/\/www\.omg\.org\/spec\/(BPMN|DD)\//.test(uri) && (local === 'extensionElements' || local === 'extension')
}

const isEdited = (uri: string): boolean => NAMESPACES[uri] === OWN || NAMESPACES[uri] === 'camunda'
const prefixOf = (name: string): string => (name.includes(':') ? name.slice(0, name.indexOf(':')) : '')

function opened(name: string, attributes: string, parent: Open | undefined): Open {
  let namespaces = parent?.namespaces ?? new Map<string, string>()
  for (const [, prefix = '', double, single] of attributes.matchAll(DECLARATION)) namespaces = new Map(namespaces).set(prefix, double ?? single ?? '')
  return { name, uri: namespaces.get(prefixOf(name)) ?? '', local: name.slice(name.indexOf(':') + 1), namespaces }
}

function note(part: { used: Map<string, string>; isKept: boolean }, open: Open, attributes: string, outer: ReadonlyMap<string, string> | undefined, isUnreadable: (name: string) => boolean): void {
  part.isKept ||= isUnreadable(`${NAMESPACES[open.uri] ?? prefixOf(open.name)}:${open.local}`)
  const names = [open.name, ...[...attributes.matchAll(/\s([\w.-]+:[\w.-]+)\s*=/g)].map((match) => match[1] as string)]
  for (const prefix of names.map(prefixOf)) {
    const uri = outer?.get(prefix)
    if (uri !== undefined && prefix !== 'xmlns' && open.namespaces.get(prefix) === uri) part.used.set(prefix, uri)
  }
}

/** The saved file with everything in its place again, to the character. */
export function putExtensionsBack(saved: string, parts: readonly KeptPart[]): string {
  const root = new Map<string, string>()
  const start = /<(?:[\w.-]+:)?definitions\b[^>]*>/.exec(saved)?.[0] ?? ''
  for (const [, prefix = '', double, single] of start.matchAll(DECLARATION)) root.set(prefix, double ?? single ?? '')
  const holder = /<kept:part\b[^>]*?\bn="(\d+)"[^>]*?(?:\/>|>\s*<\/kept:part>)/g
  const whole = saved.replaceAll(holder, (_all, n: string) => declared(parts[Number(n)] as KeptPart, root))
  // a carriage return in a value is written bare, and would come back as a space
  return restoreForeignPrefixes(whole.replaceAll(/\sxmlns:kept="[^"]*"/g, '').replaceAll('\r', '&#13;'))
}

function declared({ text, namespaces }: KeptPart, root: ReadonlyMap<string, string>): string {
  const missing = [...namespaces].filter(([prefix, uri]) => root.get(prefix) !== uri)
  if (missing.length === 0) return text
  const declarations = missing.map(([prefix, uri]) => ` xmlns${prefix === '' ? '' : `:${prefix}`}="${uri}"`).join('')
  return text.replace(/^<[^\s/>]+/, (name) => `${name}${declarations}`)
}

/** A prefix that means another namespace in the file than in the modeler gets another name, in tags and attributes. */
function renameForeignPrefixes(text: string): string {
  const root = /<(?:[\w.-]+:)?definitions\b(?:[^>"']|"[^"]*"|'[^']*')*>/.exec(text)?.[0] ?? ''
  const foreign = [...root.matchAll(DECLARATION)].filter(([, prefix = '', double, single]) => OF_MODELER[prefix]?.test(double ?? single ?? '') === false).map((match) => match[1] as string)
  if (foreign.length === 0) return text
  return renamePrefixes(text, new RegExp(`^(?:${foreign.join('|')}):`), (prefix) => `${OTHER}${prefix}`)
}

/** In the names of tags, of attributes and of declarations; never inside a value. */
function renamePrefixes(text: string, start: RegExp, rename: (name: string) => string): string {
  return text.replaceAll(TAG, (whole: string, slash?: string, name?: string, attributes?: string, empty?: string) => {
    if (name === undefined) return whole
    const values: string[] = []
    const bare = (attributes ?? '').replaceAll(/"[^"]*"|'[^']*'/g, (value) => `"${values.push(value) - 1}"`)
    const renamed = bare.replaceAll(/(\s)(xmlns:)?([\w.-]+)(?=(:[\w.-]+)?\s*=)/g, (all, space: string, xmlns: string | undefined, prefix: string, local: string | undefined) => {
      const isPrefix = xmlns !== undefined || local !== undefined
      return isPrefix && start.test(`${prefix}:`) ? `${space}${xmlns ?? ''}${rename(prefix)}` : all
    })
    return `<${slash ?? ''}${name.replace(start, (prefix) => `${rename(prefix.slice(0, -1))}:`)}${renamed.replaceAll(/"(\d+)"/g, (_all, index: string) => values[Number(index)] as string)}${empty ?? ''}>`
  })
}

const restoreForeignPrefixes = (text: string): string => (text.includes(`:${OTHER}`) ? renamePrefixes(text, new RegExp(`^${OTHER}[\\w.-]+:`), (prefix) => prefix.slice(OTHER.length)) : text)

/** Names the modeler's reader had to leave out, from its warnings. */
export function unreadableNames(warnings: readonly { readonly message: string }[]): ReadonlySet<string> {
  return new Set(warnings.flatMap(({ message }) => [...message.matchAll(/(?:unparsable content|unrecognized element) <\/?([^\s>]+)>?/g)].map((match) => match[1] as string)))
}
