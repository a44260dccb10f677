import type { Dialect, SqlRow, SqlValue } from '#storage/dialects/dialect'

/** A step of a statement's plan, as the database words it. */
export interface PlanStep {
  statement: string
  text: string
}

/** How the database carries out each statement that `ask` sends. */
export async function readPlans(dialect: Dialect, ask: (recording: Dialect) => Promise<unknown>): Promise<PlanStep[]> {
  const sent: { sql: string; values: readonly SqlValue[] }[] = []
  const recording: Dialect = {
    ...dialect,
    read: (work) =>
      dialect.read((connection) =>
        work({
          ...connection,
          all: (sql, values = []) => {
            sent.push({ sql, values })
            return connection.all(sql, values)
          },
        }),
      ),
  }
  await ask(recording)
  const explain = dialect.name === 'mysql' ? 'explain ' : 'explain query plan '
  const plans = sent.map(async ({ sql, values }) => (await dialect.read((connection) => connection.all(explain + sql, values))).map((row) => ({ statement: sql, text: wordsOf(row) })))
  return (await Promise.all(plans)).flat()
}

const wordsOf = (row: SqlRow): string => ('detail' in row ? String(row.detail) : [row.table, row.type, row.key, row.Extra].join(' '))

/** Steps that read rows of a table where an index should have been enough, or sort or gather what an index gives in order. */
export function wasteful(dialect: Dialect, steps: readonly PlanStep[]): PlanStep[] {
  if (dialect.name === 'mysql') return steps.filter(({ text }) => !text.includes('Using index') || /Using (temporary|filesort)/.test(text))
  return steps.filter(({ text }) => (/^(SCAN|SEARCH)/.test(text) && !text.includes('COVERING INDEX')) || /TEMP B-TREE FOR (GROUP|ORDER)/.test(text))
}
