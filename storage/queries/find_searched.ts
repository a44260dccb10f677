import { searchConditions, searchTerms, type TermCondition } from '#engine/runtime/bus/search_terms'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { condition, type SqlCondition } from './sql_condition.js'

/** From so few instances a list is read; more of them are met soon enough on the way along the list. */
const FEW = 2_000
const LAST_CHARACTER = '\u{10FFFF}'

/** Where a list has what an instance is searched by. */
export interface SearchedColumns {
  instanceId: string
  /** Title, number, applicant, business key. */
  texts: readonly string[]
}

/** The instances that a search text means: all without a text, a few by their ids, or very many by a condition on each. */
export type Searched =
  | { kind: 'all' }
  | { kind: 'few'; ids: readonly string[] }
  | { kind: 'many'; where(columns: SearchedColumns): SqlCondition[] }

/** Decides by the rarest condition how a search is carried out; reads a bounded part of the index for each. */
export async function findSearched(connection: SqlConnection, dialect: Dialect, query: string | undefined): Promise<Searched> {
  const conditions = searchConditions(query ?? '')
  if (conditions.length === 0) return { kind: 'all' }
  const [rare, common] = [[] as ReadonlySet<string>[], [] as TermCondition[]]
  for (const one of conditions) {
    const ids = await firstIds(connection, one)
    if (ids.size <= FEW) rare.push(ids)
    else common.push(one)
  }
  if (rare.length === 0) {
    const both = await firstOfAll(connection, dialect, common.filter(({ isPrefix }) => !isPrefix))
    if (both === null || both.size > FEW) return { kind: 'many', where: (columns) => common.map((one) => walked(one, columns)) }
    rare.push(both)
    common.splice(0, common.length, ...common.filter(({ isPrefix }) => isPrefix))
  }
  const [smallest, ...others] = rare.toSorted((one, other) => one.size - other.size)
  let ids = [...smallest!].filter((id) => others.every((set) => set.has(id)))
  for (const one of common) ids = await thoseThatMeet(connection, dialect, one, ids)
  return { kind: 'few', ids }
}

const range = (term: string): [from: string, before: string] => [term, term + LAST_CHARACTER]

/** One more than few at most. */
const firstIds = async (connection: SqlConnection, { term, isPrefix }: TermCondition): Promise<Set<string>> => {
  const [where, values] = isPrefix ? ['term >= ? and term < ?', range(term)] : ['term = ?', [term]]
  const rows = await connection.all(`select distinct instance_id from instance_terms where ${where} limit ${FEW + 1}`, values)
  return new Set(rows.map((row) => String(row.instance_id)))
}

/** Instances that have every one of several terms, one more than few at most: terms that are common each may be rare together. Null for fewer than two terms. */
const firstOfAll = async (connection: SqlConnection, dialect: Dialect, terms: readonly TermCondition[]): Promise<Set<string> | null> => {
  const [first, ...others] = terms
  if (first === undefined || others.length === 0) return null
  const joins = others.map((_, n) => `${dialect.orderedJoin} instance_terms x${n} on x${n}.term = ? and x${n}.instance_id = x.instance_id`)
  const sql = `select x.instance_id from instance_terms x ${joins.join(' ')} where x.term = ? limit ${FEW + 1}`
  const rows = await connection.all(sql, [...others.map(({ term }) => term), first.term])
  return new Set(rows.map((row) => String(row.instance_id)))
}

const thoseThatMeet = async (connection: SqlConnection, dialect: Dialect, { term, isPrefix }: TermCondition, ids: readonly string[]): Promise<string[]> => {
  if (ids.length === 0) return []
  const list = JSON.stringify(ids)
  if (!isPrefix) {
    const sql = `select k.id from ${dialect.idList} ${dialect.orderedJoin} instance_terms x on x.term = ? and x.instance_id = k.id`
    return (await connection.all(sql, [list, term])).map((row) => String(row.id))
  }
  // the index tells beginnings of words by word, not by instance: the few are asked themselves
  const read = (table: string): Promise<SqlRow[]> =>
    connection.all(`select t.id, t.title, t.number, t.applicant, t.business_key from ${dialect.idList} ${dialect.orderedJoin} ${table} t on t.id = k.id`, [list])
  const text = (value: unknown): string | null => (value === null ? null : String(value))
  const begins = (row: SqlRow): boolean => searchTerms(text(row.title), text(row.number), text(row.applicant), text(row.business_key)).some((one) => one.startsWith(term))
  return [...(await read('instances')), ...(await read('archived_instances'))].filter(begins).map((row) => String(row.id))
}

/** Asked of each row on the way. What begins a word in very many instances is looked for anywhere in their texts. */
const walked = ({ term, isPrefix }: TermCondition, { instanceId, texts }: SearchedColumns): SqlCondition =>
  isPrefix
    ? condition(`instr(lower(concat_ws(' ', ${texts.join(', ')})), ?) > 0`, term)
    // one look for each row on the way: an `exists` would be turned into a join that begins with the hundred thousand
    : condition(`(select 1 from instance_terms x where x.term = ? and x.instance_id = ${instanceId} limit 1) = 1`, term)
