import { formatted, misfit, type Format } from './formatted.js'

/** Our code → theirs. */
export type CodeTable = Readonly<Record<string, string>>

/**
 * A code of theirs: by the target's own table of that name, then by the document's. What neither has is refused, unless the document
 * itself has a code for `other`.
 */
export const code = (name: string, table: CodeTable, other?: string): Format => (value, { codes }) => {
  const ours = String(value)
  const theirs = own(codes[name], ours) ?? own(table, ours) ?? other
  return theirs === undefined ? misfit(`的值${quoted(ours)}在代码表 ${name} 中没有对应的代码，请在对接目标的代码表中补上`) : formatted(theirs)
}

/** A code of our own may be named; what somebody has written may not: reasons are read by who does not see the case. */
export const quoted = (value: string): string => (/^[a-z][a-z_]{0,39}$/.test(value) ? `“${value}”` : '')

const own = (table: CodeTable | undefined, key: string): string | undefined => (table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined)
